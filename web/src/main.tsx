import { render } from "preact";

import "./styles/app.css";
import { App, preload } from "./app/app.tsx";
import { interceptLinks } from "./app/router.ts";
import { startTheme } from "./app/theme.ts";
import { preferredLanguage, setLanguage } from "./i18n/index.ts";

startTheme();
interceptLinks();
preload();
const language = preferredLanguage();
// Bokmål is part of the first load; a catalogue that cannot be fetched leaves the app in it.
await setLanguage(language, false).catch(() => setLanguage("nb", false));
render(<App />, document.getElementById("app")!);

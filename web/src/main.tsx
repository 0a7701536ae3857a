import { render } from "preact";

import "./styles/app.css";
import { roomAhead } from "./app/ahead.ts";
import { App, preload } from "./app/app.tsx";
import { interceptLinks } from "./app/router.ts";
import { startTheme } from "./app/theme.ts";
import { preferredLanguage, setLanguage } from "./i18n/index.ts";

startTheme();
interceptLinks();
preload();
const room = roomAhead();
const language = preferredLanguage();
// Bokmål is part of the first load; a catalogue that cannot be fetched leaves the app in it.
await setLanguage(language, false).catch(() => setLanguage("nb", false));
await room;
render(<App />, document.getElementById("app")!);

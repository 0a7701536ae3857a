import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { t } from "../i18n/index.ts";
import { Alert, Spinner } from "../components/basics.tsx";

/** A component whose code is fetched when it is first shown, or before by `preload`. */
export function lazy<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> & { preload(): void } {
  let loaded: ComponentType<Props> | undefined;
  let ahead: ReturnType<typeof load> | undefined;
  function Lazy(props: Props) {
    const [, redraw] = useState(0);
    const [failed, setFailed] = useState(false);
    const [tries, setTries] = useState(0);
    useEffect(() => {
      // It may have come since this was drawn, before anybody listened.
      if (loaded) return redraw((n) => n + 1);
      let here = true;
      const loading = ahead ?? load();
      ahead = undefined; // Where it failed, the next try asks again.
      loading.then(
        (module) => {
          loaded = module.default;
          if (here) redraw((n) => n + 1);
        },
        () => here && setFailed(true),
      );
      return () => {
        here = false;
      };
    }, [tries]);
    if (loaded) {
      const View = loaded;
      return <View {...props} />;
    }
    if (!failed) return <Spinner />;
    return (
      <Alert color="danger" title={t("load.failed")}>
        <button
          type="button"
          class="ds-button"
          onClick={() => {
            setFailed(false);
            setTries(tries + 1);
          }}
        >
          {t("load.again")}
        </button>
      </Alert>
    );
  }
  return Object.assign(Lazy, {
    preload: () => {
      if (loaded) return;
      ahead ??= load();
      ahead.then(
        (module) => (loaded = module.default),
        () => undefined, // Told where it is shown.
      );
    },
  });
}

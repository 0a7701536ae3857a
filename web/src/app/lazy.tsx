import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { t } from "../i18n/index.ts";
import { Alert, Spinner } from "../components/basics.tsx";

/** A component whose code is fetched when it is first shown. */
export function lazy<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [, redraw] = useState(0);
    const [failed, setFailed] = useState(false);
    const [tries, setTries] = useState(0);
    useEffect(() => {
      if (loaded) return;
      let here = true;
      load().then(
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
  };
}

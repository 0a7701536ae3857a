/** A link that was just made, with its code as a QR. */
import { announce } from "../../app/announce.ts";
import { links } from "../../app/router.ts";
import { formatDate, t } from "../../i18n/index.ts";
import type { LinkReply } from "../../model/schema.ts";
import { Button } from "../kit/parts.tsx";
import { Qr } from "../kit/qr.tsx";

/** The only time the code is seen: it is not in the log, and cannot be asked for again. */
export function ShownLink({ link, who, onDone }: { link: LinkReply; who: string; onDone: () => void }) {
  const address = `${location.origin}${links.join(link.code)}`;
  const copy = () =>
    navigator.clipboard.writeText(address).then(
      () => announce(t("admin.link.copied")),
      () => announce(t("admin.link.not_copied"), "assertive"),
    );
  return (
    <div class="boxed shown-link" role="status">
      <p>{t("admin.link.once", { who, until: formatDate(Number(link.expiresMs)) })}</p>
      <Qr text={address} label={t("admin.link.qr", { who })} />
      <p class="written">
        <a href={address} target="_blank" rel="noreferrer">
          {address}
        </a>
      </p>
      <div class="actions">
        {"clipboard" in navigator && <Button label={t("admin.link.copy")} onClick={() => void copy()} />}
        <Button label={t("admin.link.done")} onClick={onDone} />
      </div>
    </div>
  );
}

/** The chair's side casts for a member whose device failed: on record, and never in a secret vote. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/index.ts";
import { blank, blankAllowed, formOf } from "../../logic/ballot.ts";
import { labelOf } from "../../model/people.ts";
import { Place, Presence, VoteMethod, type Vote } from "../../model/schema.ts";
import { turnoutOf } from "../../model/votes.ts";
import { SelectField } from "../kit/form.tsx";
import { choiceText } from "../kit/text.ts";
import { useRoom } from "../kit/room.tsx";

export function CastFor({ vote }: { vote: Vote }) {
  const { read, act, busy, me, steering } = useRoom();
  const [who, setWho] = useState("");
  const [choice, setChoice] = useState("");
  const { terms } = vote;
  // Whoever objects to what is consented to says why, themselves.
  if (!terms || terms.secret || formOf(terms.method) !== "choice" || terms.method === VoteMethod.CONSENT) return null;
  const { notCast = [], away } = turnoutOf(read, vote, steering);
  /** In the hall, with a device that failed. */
  const dropped = away.filter((person) => {
    const attendance = read.get("attendance", person);
    return attendance?.presence === Presence.DROPPED && attendance.how === Place.HALL;
  });
  const waiting = [...notCast, ...dropped].filter((person) => person !== me);
  if (waiting.length === 0) return null;
  const options = [...terms.options, ...(blankAllowed(terms) ? [blank] : [])];
  // Nobody is chosen in place of one who has voted meanwhile.
  const member = waiting.includes(who) ? who : "";
  const none = { value: "", label: t("lead.cast_for.none") };
  const cast = () =>
    act({ case: "voteCast", value: { vote: vote.id, member, ballot: { choice } } }, "", () => {
      setWho("");
      setChoice("");
    });
  return (
    <details class="ds-details reason" data-size="sm">
      <summary>{t("lead.cast_for.title")}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy("voteCast")) cast();
        }}
      >
        <p>{t("lead.cast_for.hint")}</p>
        <SelectField
          label={t("lead.cast_for.who")}
          value={member}
          choices={[none, ...waiting.map((person) => ({ value: person, label: labelOf(read, person) }))]}
          onValue={setWho}
        />
        <SelectField
          label={t("lead.cast_for.choice")}
          value={choice}
          choices={[none, ...options.map((option) => ({ value: option, label: choiceText(read, option) }))]}
          onValue={setChoice}
        />
        <button class="ds-button" disabled={member === "" || choice === "" || busy("voteCast")}>
          {t("lead.cast_for.now")}
        </button>
      </form>
    </details>
  );
}

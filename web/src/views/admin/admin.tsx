/**
 * Administration: programmes and their workshops, people and their links, the health of the server. The administrator's
 * secret is asked for once and kept in the tab's memory only: a reload asks again, and nothing on the device holds it.
 */
import type { Api } from "@tingbok/client";
import { useEffect, useState } from "preact/hooks";

import { api, ApiError } from "../../app/access.ts";
import { Page } from "../../app/shell.tsx";
import { Alert } from "../../components/basics.tsx";
import { t } from "../../i18n/index.ts";
import { TextField, SelectField } from "../kit/form.tsx";
import { Panel } from "../kit/parts.tsx";
import { Health } from "./health.tsx";
import { NewProgramme } from "./new_programme.tsx";
import { People } from "./people.tsx";
import { Workshops } from "./workshops.tsx";
import "../kit/kit.css";

/** What the list of programmes says of each. */
export interface ProgrammeLine {
  readonly id: string;
  readonly title: string;
  readonly simulated: boolean;
  readonly rooms: readonly string[];
}

export async function programmesOf(admin: Api): Promise<ProgrammeLine[]> {
  const answer = (await admin.json("GET", "/api/v1/programmes")) as { programmes?: ProgrammeLine[] };
  return answer.programmes ?? [];
}

/** One sentence of what went wrong. */
export function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.message : String(error);
}

export default function AdminView() {
  const [admin, setAdmin] = useState<Api | undefined>(undefined);
  const [programmes, setProgrammes] = useState<readonly ProgrammeLine[]>([]);
  const enter = async (secret: string) => {
    const candidate = api.with(secret);
    setProgrammes(await programmesOf(candidate));
    setAdmin(candidate);
  };
  return (
    <Page title={t("admin.title")} wide>
      {admin === undefined ? (
        <Enter onEnter={enter} />
      ) : (
        <Console admin={admin} programmes={programmes} onProgrammes={async () => setProgrammes(await programmesOf(admin))} />
      )}
    </Page>
  );
}

function Enter({ onEnter }: { onEnter: (secret: string) => Promise<void> }) {
  const [secret, setSecret] = useState("");
  const [failure, setFailure] = useState("");
  return (
    <Panel title={t("admin.enter.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onEnter(secret.trim()).catch((error: unknown) => setFailure(sentenceOf(error)));
        }}
      >
        <TextField label={t("admin.enter.secret")} hint={t("admin.enter.hint")} hidden value={secret} onValue={setSecret} />
        {failure !== "" && (
          <Alert color="danger" live>
            {failure}
          </Alert>
        )}
        <button class="ds-button" disabled={secret.trim() === ""}>
          {t("admin.enter.now")}
        </button>
      </form>
    </Panel>
  );
}

interface ConsoleProps {
  readonly admin: Api;
  readonly programmes: readonly ProgrammeLine[];
  readonly onProgrammes: () => Promise<void>;
}

function Console({ admin, programmes, onProgrammes }: ConsoleProps) {
  const [id, setId] = useState("");
  const chosen = programmes.find((programme) => programme.id === id) ?? programmes[0];
  const [failure, setFailure] = useState("");
  const [changes, setChanges] = useState(0);
  const renew = () => void onProgrammes().catch((error: unknown) => setFailure(sentenceOf(error)));
  useEffect(() => {
    if (id === "" && programmes[0] !== undefined) setId(programmes[0].id);
  }, [programmes]);
  return (
    <>
      {failure !== "" && (
        <Alert color="danger" live>
          {failure}
        </Alert>
      )}
      <div class="columns">
        <div>
          <Health admin={admin} />
          <NewProgramme
            admin={admin}
            onMade={(made) => {
              setId(made);
              renew();
            }}
          />
        </div>
        <div>
          {chosen !== undefined && (
            <>
              <SelectField
                label={t("admin.programme")}
                value={chosen.id}
                choices={programmes.map((programme) => ({ value: programme.id, label: `${programme.title} (${programme.id})` }))}
                onValue={setId}
              />
              <Workshops key={`w-${chosen.id}`} admin={admin} programme={chosen} changes={changes} onChanged={renew} />
              <People key={`p-${chosen.id}`} admin={admin} programme={chosen} onChanged={() => setChanges((n) => n + 1)} />
            </>
          )}
        </div>
      </div>
    </>
  );
}

/** A new programme: an organisation's, a network's, a council period's. Workshops and people come after. */
import { create, toJson } from "@bufbuild/protobuf";
import { newCommandId, type Api } from "@tingbok/client";
import { useState } from "preact/hooks";

import { Alert } from "../../components/basics.tsx";
import { t } from "../../i18n/index.ts";
import { CreateProgrammeSchema } from "../../model/schema.ts";
import { TextField } from "../kit/form.tsx";
import { Panel } from "../kit/parts.tsx";
import { sentenceOf } from "./admin.tsx";

export function NewProgramme({ admin, onMade }: { admin: Api; onMade: (id: string) => void }) {
  const [id, setId] = useState("");
  const [title, setTitle] = useState("");
  // The same request again (a lost answer) makes no second programme.
  const [request, setRequest] = useState(newCommandId);
  const [failure, setFailure] = useState("");
  const make = async () => {
    const body = toJson(CreateProgrammeSchema, create(CreateProgrammeSchema, { id: id.trim(), title: title.trim(), request }));
    await admin.json("POST", "/api/v1/programmes", body);
    onMade(id.trim());
    setId("");
    setTitle("");
    setRequest(newCommandId());
    setFailure("");
  };
  return (
    <Panel title={t("admin.new_programme.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make().catch((error: unknown) => setFailure(sentenceOf(error)));
        }}
      >
        <TextField label={t("admin.new_programme.name")} value={title} onValue={setTitle} />
        <TextField label={t("admin.new_programme.id")} hint={t("admin.id_hint")} value={id} maxLength={32} onValue={setId} />
        {failure !== "" && (
          <Alert color="danger" live>
            {failure}
          </Alert>
        )}
        <button class="ds-button" data-variant="secondary" disabled={id.trim() === "" || title.trim() === ""}>
          {t("admin.new_programme.make")}
        </button>
      </form>
    </Panel>
  );
}

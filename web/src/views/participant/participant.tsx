import { Page } from "../../app/shell.tsx";
import { ConnectionStatus } from "../../components/connection_status.tsx";
import { useRoom } from "../../store/room.tsx";

/** The room on a participant's phone. */
export default function Participant(props: { workshop: string; title: string }) {
  const store = useRoom();
  return (
    <Page
      title={store.room?.config?.body || props.workshop}
      over={props.title}
      status={<ConnectionStatus />}
    >
      <p>{store.person?.label}</p>
    </Page>
  );
}

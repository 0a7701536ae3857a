import { create, toJson } from "@bufbuild/protobuf";
import { ApiError } from "@tingbok/client";
import { DemoLinkRequestSchema, DemoSchema, LinkReplySchema, Role, type Demo } from "@tingbok/client/schema";
import { useEffect, useState } from "preact/hooks";

import { allAccess, api, forget, type Access } from "../../app/access.ts";
import { links, navigate } from "../../app/router.ts";
import { Page } from "../../app/shell.tsx";
import { Alert, Section, Tag } from "../../components/basics.tsx";
import { ConfirmButton } from "../../components/confirm.tsx";
import { maybeText, t } from "../../i18n/index.ts";

/** /: the rooms one may enter, a way in by code, and the demonstration where there is one. */
export default function Start() {
  const [demo, setDemo] = useState<Demo>();
  useEffect(() => {
    api.message(DemoSchema, "GET", "/api/v1/demo").then(setDemo, (error: unknown) => {
      // 404: a server without a demonstration. Nothing else is lost by not reaching it.
      if (!(error instanceof ApiError)) throw error;
    });
  }, []);
  return (
    <Page title={t("start.title")}>
      <p>{t("start.text")}</p>
      <MyRooms />
      {demo && <DemoLinks demo={demo} />}
      <p>
        <a class="ds-button" data-variant={demo ? "secondary" : "primary"} href="/j">
          {t("start.join")}
        </a>
      </p>
      <p class="row">
        <a class="ds-link touch-link" href={links.admin()}>
          {t("start.admin")}
        </a>
      </p>
    </Page>
  );
}

function MyRooms() {
  const [all, setAll] = useState(allAccess);
  if (all.length === 0) return null;
  return (
    <Section id="my-rooms" title={t("start.myRooms")}>
      {all.map((access) => (
        <div key={access.programme} class="stack-tight">
          <h3 class="ds-heading" data-size="xs">
            {access.title}
          </h3>
          <p class="subtle">{t("start.as", { name: access.label || access.person })}</p>
          <ul class="plain-list">
            {access.rooms.map((room) => (
              <li key={room.workshop}>
                <a class="ds-link touch-link" href={wayInto(access, room.workshop)}>
                  {room.body || room.workshop}
                </a>{" "}
                {room.leads && (
                  <a class="ds-link touch-link" href={links.lead(room.workshop)}>
                    {t("participant.lead")}
                  </a>
                )}
              </li>
            ))}
          </ul>
          {access.rooms.length > 1 && (
            <a class="ds-link touch-link" href={links.network(access.programme)}>
              {t("start.network")}
            </a>
          )}
          <p>
            <ConfirmButton
              question={t("start.forgetSure", { title: access.title })}
              yes={t("start.forget")}
              variant="tertiary"
              onYes={() => {
                forget(access.programme);
                setAll(allAccess());
              }}
            >
              {t("start.forget")}
              <span class="ds-sr-only"> {access.title}</span>
            </ConfirmButton>
          </p>
        </div>
      ))}
    </Section>
  );
}

/** A wall screen takes no part. */
function wayInto({ role }: Access, workshop: string): string {
  return role === Role.SCREEN ? links.screen(workshop) : links.room(workshop);
}

function DemoLinks(props: { demo: Demo }) {
  const [trouble, setTrouble] = useState(false);
  async function open(workshop: string, seat: string) {
    setTrouble(false);
    try {
      const body = toJson(DemoLinkRequestSchema, create(DemoLinkRequestSchema, { workshop, seat }));
      const reply = await api.message(LinkReplySchema, "POST", "/api/v1/demo/links", body);
      navigate(links.join(reply.code));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setTrouble(true);
    }
  }
  return (
    <Section id="demo" title={t("start.demo")}>
      <p>{t("start.demoText")}</p>
      {trouble && <Alert color="danger" live>{t("join.unreachable")}</Alert>}
      {props.demo.workshops.map((workshop) => (
        <div key={workshop.workshop} class="stack">
          <h3 class="row ds-heading" data-size="xs">
            <span>{workshop.title}</span>
            <Tag color={workshop.live ? "success" : "neutral"}>
              {t(workshop.live ? "start.demoLive" : "start.demoTry")}
            </Tag>
          </h3>
          <ul class="plain-list row">
            {workshop.seats.map((seat) => (
              <li key={seat.seat}>
                {seat.person === "" ? (
                  <a class="ds-button" data-variant="secondary" href={links.public(workshop.workshop)}>
                    {seatName(seat.seat)}
                  </a>
                ) : (
                  <button
                    type="button"
                    class="ds-button"
                    data-variant="secondary"
                    onClick={() => void open(workshop.workshop, seat.seat)}
                  >
                    {seatName(seat.seat)}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Section>
  );
}

function seatName(seat: string): string {
  return maybeText(`seat.${seat}`) ?? seat;
}

#include "replay/bundle.hpp"

namespace tingbok::replay {

std::string_view bundle_readme() {
  return R"(HVA DETTE ER

Denne fila inneholder alt som er lagret om ett program i Tingbok: hvert innlegg, hvert forslag, hver
stemme og hvert vedtak, i den rekkefølgen det skjedde, og hva som ble avvist og hvorfor. Den er en
kopi av loggen, byte for byte. Av en hemmelig avstemning står det hvem som stemte, men ikke hva.

  manifest.json    hva som finnes her, og kontrollsummen til hver del
  streams/         selve loggen: programmet, rommene, det som ble avvist, kontrollpunktene
  notes/           det siste signerte kontrollpunktet for hvert rom
  keys.txt         de offentlige nøklene som kontrollpunktene er signert med
  schema.binpb     beskrivelsen av dataene (Protocol Buffers), så de kan leses om mange år
  SEAL             SHA-256 av alt som står foran det

Personopplysninger som er slettet etter krav, er tomme her. Alt annet kan fortsatt kontrolleres.

SLIK KONTROLLERER DU DEN

  tingbok-replay verify FIL
  python3 verify.py FIL

Det andre programmet trenger bare Python. Begge leser hver byte og sier hva som er galt, hvis noe er
det. En som skriver om historien, kan også regne ut nye kontrollsummer. Har du et kontrollpunkt
eller en kvittering fra den gangen, så bruk det:

  python3 verify.py FIL --checkpoint KONTROLLPUNKT --receipt KVITTERING


WHAT THIS IS

This file holds everything that is stored about one programme in Tingbok: every contribution, every
proposal, every vote and every decision, in the order in which it happened, and what was refused and
why. It is a copy of the log, byte for byte. Of a secret vote it says who voted, not what.

  manifest.json    what there is, and the checksum of each part
  streams/         the log itself: the programme, the rooms, what was refused, the checkpoints
  notes/           the latest signed checkpoint of each room
  keys.txt         the public keys that the checkpoints are signed with
  schema.binpb     the description of the data (Protocol Buffers), to read it many years from now
  SEAL             the SHA-256 of all that stands before it

Personal data that was erased on request is empty here. Everything else can still be checked.

HOW TO CHECK IT

  tingbok-replay verify FILE
  python3 verify.py FILE

The second program needs nothing but Python. Both read every byte and say what is wrong, if anything
is. Whoever rewrites history can also compute new checksums. If you have a checkpoint or a receipt
from back then, use it:

  python3 verify.py FILE --checkpoint CHECKPOINT --receipt RECEIPT
)";
}

}  // namespace tingbok::replay

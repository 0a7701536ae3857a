// Whatever is noted, gathered, proposed, reworded, merged and split, in whatever order: everything
// that was written on the way stands in the lineage of the last proposal, with those who wrote it.
#include <map>
#include <set>

#include <rapidcheck/catch.h>

#include "core/lineage/word_changes.hpp"
#include "tests/support/lineage_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// What has to be found again: node keys with author and text.
using Written = std::map<std::string, std::pair<std::string, std::string>>;

/// Draws what happens next and remembers, beside the room and without its help, what each thing
/// rests on.
class Meeting {
 public:
  Meeting() : room(workshop()) {}

  void step(unsigned kind) {
    room.wait_seconds(1);
    switch (kind % 6) {
      case 0:
        return note();
      case 1:
        return gather();
      case 2:
        return propose();
      case 3:
        return reword();
      case 4:
        return merge();
      case 5:
        return split();
    }
  }

  TestRoom room;
  /// What each proposal that is still on the table rests on.
  std::map<std::string, Written> proposals;

 private:
  std::string someone() { return *rc::gen::element<std::string>("R2", "R3", "R4", "R5"); }
  std::string fresh(const char* letter) { return letter + std::to_string(++made_); }
  template <class Map>
  std::string any_of(const Map& from) {
    auto at = from.begin();
    std::advance(at, *rc::gen::inRange<std::size_t>(0, from.size()));
    return at->first;
  }
  std::string text() { return "Ord " + std::to_string(++made_) + " og mer"; }

  void note() {
    const auto who = someone();
    const auto id = fresh("N");
    const auto says = text();
    room.does(who, "note_add { note: '" + id + "' board: 'B' } text: '" + says + "'");
    notes_[id]["note:" + id] = {who, says};
  }

  void gather() {
    if (notes_.empty()) return;
    const auto id =
        *rc::gen::arbitrary<bool>() && !clusters_.empty() ? any_of(clusters_) : fresh("C");
    // What a cluster was gathered from before led to what it is gathered from now.
    Written rests = clusters_[id];
    std::set<std::string> chosen;
    for (std::size_t i = 0; i < 3; ++i) chosen.insert(any_of(notes_));
    std::string list;
    for (const auto& note : chosen) {
      list += (list.empty() ? "'" : ", '") + note + "'";
      rests.insert(notes_[note].begin(), notes_[note].end());
    }
    room.does("PV", "note_cluster { cluster: '" + id + "' title: 'T' notes: [" + list + "] }");
    clusters_[id] = rests;
  }

  void propose() {
    const auto who = someone();
    const auto id = fresh("P");
    const auto says = text();
    Written rests;
    std::string basis;
    const auto add = [&](const auto& from) {
      if (from.empty()) return;
      const auto ground = any_of(from);
      basis += " basis: '" + ground + "'";
      const auto& theirs = from.at(ground);
      rests.insert(theirs.begin(), theirs.end());
    };
    if (*rc::gen::arbitrary<bool>()) add(clusters_);
    if (*rc::gen::arbitrary<bool>()) add(proposals);
    if (*rc::gen::arbitrary<bool>()) add(notes_);
    room.does(who, "propose { proposal: '" + id + "'" + basis + " } text: '" + says + "'");
    rests["proposal:" + id] = {who, says};
    proposals[id] = rests;
  }

  void reword() {
    if (proposals.empty()) return;
    const auto id = any_of(proposals);
    const auto& proposal = room.the<pb::Proposal>(id);
    const auto says = text();
    const auto version = proposal.versions() + 1;
    const auto by = proposal.by();
    room.does(by, "proposal_edit { proposal: '" + id + "' } text: '" + says + "'");
    proposals[id]["wording:" + id + "#" + std::to_string(version)] = {by, says};
  }

  void merge() {
    if (proposals.size() < 2) return;
    const auto first = any_of(proposals);
    auto rests = proposals.at(first);
    proposals.erase(first);
    const auto second = any_of(proposals);
    rests.insert(proposals.at(second).begin(), proposals.at(second).end());
    proposals.erase(second);
    const auto id = fresh("P");
    const auto says = text();
    room.does("R1", "proposal_merge { sources: ['" + first + "', '" + second + "'] into: '" + id +
                        "' } text: '" + says + "'");
    rests["merge:" + id] = {"R1", says};
    proposals[id] = rests;
  }

  void split() {
    if (proposals.empty()) return;
    const auto whole = any_of(proposals);
    const auto rests = proposals.at(whole);
    proposals.erase(whole);
    std::string parts;
    std::map<std::string, std::string> made;
    for (int i = 0; i < 2; ++i) {
      const auto id = fresh("P");
      made[id] = text();
      parts += " into { proposal: '" + id + "' text: '" + made[id] + "' }";
    }
    room.does("R1", "proposal_split { proposal: '" + whole + "'" + parts + " }");
    for (const auto& [id, says] : made) {
      proposals[id] = rests;
      proposals[id]["proposal:" + id] = {"R1", says};
    }
  }

  std::map<std::string, Written> notes_;
  std::map<std::string, Written> clusters_;
  std::size_t made_ = 0;
};

}  // namespace

// Nothing that was written may fall out on the way, whatever happened to it.
TEST_CASE("any workshop: a proposal's lineage holds all that was written on the way",
          "[property][lineage]") {
  rc::prop("nothing written is lost", [] {
    Meeting meeting;
    const auto kinds =
        *rc::gen::scale(1.5, rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 6U)));
    for (const auto kind : kinds) meeting.step(kind);
    for (const auto& [id, written] : meeting.proposals) {
      const auto told = lineage_of(meeting.room, id).lineage;
      RC_ASSERT(malformed(told) == "");
      std::set<std::string> authors;
      for (const auto& [key, by_and_text] : written) {
        const auto* node = node_of(told, key);
        RC_ASSERT(node != nullptr);
        RC_ASSERT(node->actor() == by_and_text.first);
        RC_ASSERT(node->text() == by_and_text.second);
        authors.insert(by_and_text.first);
      }
      // A merge names every author of what was merged, and nobody else but who worded it.
      const auto* root = node_of(told, told.root());
      if (root->kind() != pb::LINEAGE_KIND_MERGE) continue;
      const auto named = list(root->people());
      RC_ASSERT(std::set<std::string>(named.begin(), named.end()) == authors);
    }
  });
}

// Two people who ask get the same answer.
TEST_CASE("any workshop: its lineages are the same each time", "[property][lineage]") {
  rc::prop("deterministic", [] {
    Meeting meeting;
    const auto kinds =
        *rc::gen::scale(1.5, rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 6U)));
    for (const auto kind : kinds) meeting.step(kind);
    for (const auto& [id, written] : meeting.proposals) {
      RC_ASSERT(lineage_of(meeting.room, id).lineage.SerializeAsString() ==
                lineage_of(meeting.room, id).lineage.SerializeAsString());
    }
  });
}

// A comparison that lost or made up a word would misquote somebody.
TEST_CASE("any two texts: the pieces of their comparison make both", "[property][lineage]") {
  rc::prop("pieces make both", [] {
    const auto text = [] {
      std::string out;
      for (const auto word :
           *rc::gen::container<std::vector<char>>(rc::gen::elementOf(std::string("abc"))))
        out += std::string(1, word) + " ";
      return out;
    };
    const auto before = text();
    const auto after = text();
    std::string old_text;
    std::string new_text;
    for (const auto& change : lineage::word_changes(before, after)) {
      RC_ASSERT(!(change.added() && change.removed()));
      if (!change.added()) old_text += change.text();
      if (!change.removed()) new_text += change.text();
    }
    RC_ASSERT(old_text == before);
    RC_ASSERT(new_text == after);
  });
}

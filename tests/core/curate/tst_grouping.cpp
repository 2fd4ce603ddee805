// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/crops/crop_cache.h"
#include "core/curate/grouping.h"
#include "core/dataset/import.h"
#include "core/dataset/opinions.h"
#include "core/dataset/preview.h"
#include "core/image/codec.h"
#include "tests/support/error_code.h"
#include "tests/support/temp_folder.h"
#include "tests/support/textured_faces.h"

#include <QTest>
#include <algorithm>
#include <map>
#include <set>

using namespace likeness;
using namespace likeness::curate;
using dataset::Action;
using dataset::FaceId;
using dataset::IdentityId;
using dataset::LabelState;
using test::codeOf;

namespace {

constexpr int kEach = 6;

// Faces that nobody has a name for; face number `i` of person `p` is at(p, i).
struct World {
    test::TempFolder temp;
    dataset::Project project;
    std::map<FaceId, int> person; // the truth
    std::vector<FaceId> faces;

    explicit World(int people = 6) : project(make(people))
    {
        jobs::RecordingContext context;
        dataset::ImportOptions options;
        options.aligned = true;
        dataset::importFrom(project, temp / "flat", options, context);
        crops::CropWriter writer(project.cropFile(), 112);
        auto rows = project.faces(project.allFaces());
        for (auto& row : rows) {
            const auto picture = *project.image(row.image);
            writer.add(row.id, image::decodeFile(project.imageFile(picture)).pixels);
            row.status = dataset::FaceStatus::Aligned;
            person[row.id] = std::stoi(picture.key.substr(1, 2));
            faces.push_back(row.id);
        }
        writer.flush();
        project.updateFaces(rows);
        std::sort(faces.begin(), faces.end());
    }
    dataset::Project make(int people) const
    {
        test::writeTexturedFaces(temp / "flat", people, kEach);
        return dataset::Project::create(temp / "p.likeness");
    }
    std::vector<FaceId> of(int p) const
    {
        std::vector<FaceId> out;
        for (const auto face : faces)
            if (person.at(face) == p)
                out.push_back(face);
        return out;
    }
    FaceId at(int p, int i) const { return of(p)[static_cast<std::size_t>(i)]; }
    void name(const std::vector<FaceId>& ids, const std::string& who, bool confirm)
    {
        project.assign({{{ids, 0, who, confirm}}}, {});
    }
    GroupProposal group(GroupScope scope = GroupScope::Unlabelled,
                        cluster::Algorithm algorithm = cluster::Algorithm::AverageLinkage,
                        float threshold = 0,
                        int threads = 0)
    {
        GroupOptions options;
        options.compare.method = "lbph";
        options.compare.threads = threads;
        options.scope = scope;
        options.algorithm = algorithm;
        options.threshold = threshold;
        jobs::RecordingContext context;
        return groupFaces(project, options, context);
    }
    std::vector<IdentityId> people() const
    {
        std::vector<IdentityId> out;
        for (const auto& row : project.identities())
            out.push_back(row.id);
        std::sort(out.begin(), out.end());
        return out;
    }
    GroupProposal holding(const GroupProposal& proposal) const
    {
        return stillHolding(proposal, project.faceColumns(), people());
    }
    std::vector<std::pair<IdentityId, LabelState>> labels() const
    {
        std::vector<std::pair<IdentityId, LabelState>> out;
        for (const auto& row : project.faces(faces))
            out.emplace_back(row.identity, row.label);
        return out;
    }
    dataset::Assigned acceptAll(const GroupProposal& proposal)
    {
        std::vector<Acceptance> all;
        for (std::size_t i = 0; i < proposal.groups.size(); ++i)
            all.push_back({i, {}, false});
        return acceptGroups(project, proposal, all, {});
    }
};

// The group that a face is in; null: none.
const FaceGroup* groupOf(const GroupProposal& proposal, FaceId face)
{
    for (const FaceGroup& group : proposal.groups)
        for (const GroupFace& f : group.faces)
            if (f.id == face)
                return &group;
    return nullptr;
}

void algorithmRows()
{
    QTest::addColumn<cluster::Algorithm>("algorithm");
    for (const auto algorithm : cluster::allAlgorithms())
        QTest::addRow("%s", std::string(cluster::algorithmName(algorithm)).c_str()) << algorithm;
}

} // namespace

class TestGrouping : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsThePeople_data() { algorithmRows(); }
    void findsThePeople()
    {
        QFETCH(cluster::Algorithm, algorithm);
        World world;
        const auto proposal = world.group(GroupScope::Unlabelled, algorithm);
        QCOMPARE(proposal.groups.size(), std::size_t{6});
        QCOMPARE(proposal.looked, 36);
        QCOMPARE(proposal.thresholdFrom, std::string("pictures"));
        QVERIFY(!proposal.agreement);
        for (const FaceGroup& group : proposal.groups) {
            QCOMPARE(group.faces.size(), std::size_t{kEach});
            QCOMPARE(group.named(), kEach);
            QCOMPARE(group.moved(), 0);
            QCOMPARE(group.person, IdentityId{0});
            QVERIFY(group.score > 0.9);
            QVERIFY(group.similarity > proposal.threshold);
            for (const GroupFace& face : group.faces)
                QCOMPARE(world.person.at(face.id), world.person.at(group.faces.front().id));
        }
        QVERIFY(!world.project.nextUndo()); // nothing is changed by looking
    }

    // What people said holds in every algorithm, also against what the pictures say.
    void constraintsHold_data() { algorithmRows(); }
    void constraintsHold()
    {
        QFETCH(cluster::Algorithm, algorithm);
        World world;
        world.name({world.at(0, 0), world.at(0, 1)}, "Ann", true);
        world.name({world.at(0, 2), world.at(1, 0)}, "Bea", true); // one looks like Ann
        world.project.decide(std::vector{world.at(0, 3)}, Action::ConfirmDifferent, "Ann");
        const auto key = world.project.image(world.project.face(world.at(2, 1))->image)->key;
        world.project.decide(std::vector{world.at(2, 0)}, Action::ConfirmDifferent, key);
        // However low the threshold is.
        for (const float threshold : {0.0F, 0.2F}) {
            const auto proposal = world.group(GroupScope::All, algorithm, threshold);
            const auto ann = world.project.findIdentity("Ann");
            for (const FaceGroup& group : proposal.groups)
                for (const GroupFace& face : group.faces) {
                    QVERIFY(face.label != LabelState::Confirmed);
                    QVERIFY(face.id != world.at(0, 3) || group.person != ann);
                }
            const auto* a = groupOf(proposal, world.at(2, 0));
            const auto* b = groupOf(proposal, world.at(2, 1));
            QVERIFY(!a || !b || (a != b && (a->person == 0 || a->person != b->person)));
            world.acceptAll(proposal);
            const auto rows =
                world.project.faces(std::vector{world.at(0, 0), world.at(0, 1), world.at(0, 2), world.at(1, 0),
                                                world.at(0, 3), world.at(2, 0), world.at(2, 1)});
            const auto bea = world.project.findIdentity("Bea");
            QCOMPARE(rows[0].identity, ann);
            QCOMPARE(rows[1].identity, ann);
            QCOMPARE(rows[2].identity, bea);
            QCOMPARE(rows[3].identity, bea);
            QVERIFY(rows[4].identity != ann);
            QVERIFY(rows[5].identity == 0 || rows[5].identity != rows[6].identity);
            world.project.undo();
        }
    }

    void labelledFacesNameTheirGroup()
    {
        World world;
        world.name({world.at(0, 0), world.at(0, 1)}, "Ann", false);
        world.name({world.at(1, 0)}, "Bea", true);
        const auto proposal = world.group();
        QCOMPARE(proposal.anchors, 3);
        const auto* ann = groupOf(proposal, world.at(0, 2));
        QVERIFY(ann);
        QCOMPARE(ann->person, world.project.findIdentity("Ann"));
        QCOMPARE(ann->faces.size(), std::size_t{kEach - 2}); // her own faces keep their label
        QCOMPARE(ann->personCount, 2);
        QCOMPARE(std::set(ann->personFaces.begin(), ann->personFaces.end()),
                 (std::set{world.at(0, 0), world.at(0, 1)}));
        QCOMPARE(groupOf(proposal, world.at(1, 3))->person, world.project.findIdentity("Bea"));
        QCOMPARE(groupOf(proposal, world.at(2, 0))->person, IdentityId{0});
        QVERIFY(proposal.agreement);
        QCOMPARE(proposal.agreement->pairs.f, 1.0);
    }

    // What people confirmed is in the right group by force, and says nothing about the grouping.
    void agreementLeavesConfirmedOut()
    {
        World world;
        world.name(world.of(0), "Ann", true);
        world.name({world.at(1, 0), world.at(1, 1), world.at(1, 2), world.at(2, 0)}, "Bea", false); // one is not her
        const auto agreement = world.group().agreement;
        QVERIFY(agreement);
        QCOMPARE(agreement->pairs.precision, 1.0);
        QCOMPARE(agreement->pairs.recall, 0.5); // three of six pairs
        world.project.undo();
        QVERIFY(!world.group().agreement);
    }

    // Two people's labels in one cluster: each face goes to whose faces it is like; a single label among many is taken
    // for a wrong one.
    void mixedClustersAreDivided()
    {
        World world;
        world.name({world.at(0, 0), world.at(0, 1), world.at(0, 2)}, "Ann", false);
        world.name({world.at(1, 0), world.at(1, 1), world.at(1, 2)}, "Bea", false);
        const auto proposal = world.group(GroupScope::Unlabelled, cluster::Algorithm::AverageLinkage, 0.05F);
        QCOMPARE(groupOf(proposal, world.at(0, 4))->person, world.project.findIdentity("Ann"));
        QCOMPARE(groupOf(proposal, world.at(1, 4))->person, world.project.findIdentity("Bea"));
        World other;
        other.name({other.at(0, 0), other.at(0, 1), other.at(0, 2), other.at(0, 3)}, "Ann", false);
        other.name({other.at(0, 4)}, "Zoe", false);
        const auto wrong = other.group();
        QCOMPARE(groupOf(wrong, other.at(0, 5))->person, other.project.findIdentity("Ann"));
    }

    void thresholdComesFromLabels()
    {
        World world(9);
        for (int p = 0; p < 8; ++p)
            world.name(world.of(p), "P" + std::to_string(p), false);
        const auto proposal = world.group();
        QCOMPARE(proposal.thresholdFrom, std::string("labels"));
        QCOMPARE(proposal.groups.size(), std::size_t{1});
        QCOMPARE(proposal.groups.front().faces.size(), std::size_t{kEach});
        QCOMPARE(world.group(GroupScope::Unlabelled, cluster::Algorithm::AverageLinkage, 0.9F).thresholdFrom,
                 std::string("given"));
    }

    void scopes()
    {
        World world;
        for (int p = 0; p < 5; ++p)
            world.name(world.of(p), "P" + std::to_string(p), false);
        world.project.decide(std::vector{world.at(0, 0)}, Action::Unsure);
        world.project.decide(std::vector{world.at(0, 1)}, Action::Reject);
        world.project.decide(std::vector{world.at(0, 2)}, Action::Keep);
        dataset::FlagRow flag;
        flag.face = world.at(1, 0);
        flag.kind = "mislabelled";
        flag.method = "lbph";
        flag.flagged = true;
        flag.score = 0.9;
        flag.reason = "looks like somebody else";
        flag.evidence = "{}";
        world.project.replaceFlags("lbph", std::vector{flag});
        QCOMPARE(world.group(GroupScope::Unlabelled).looked, kEach);
        const auto doubtful = world.group(GroupScope::Doubtful);
        QCOMPARE(doubtful.looked, kEach + 2);
        // Its label is right, says the rest of the person: nothing changes.
        const auto* flagged = groupOf(doubtful, world.at(1, 0));
        QCOMPARE(flagged->person, world.project.findIdentity("P1"));
        QCOMPARE(flagged->moved(), 0);
        const auto all = world.group(GroupScope::All);
        QCOMPARE(all.looked, 6 * kEach - 2);
        QVERIFY(!groupOf(all, world.at(0, 1)));
        QVERIFY(!groupOf(all, world.at(0, 2)));
        for (const FaceGroup& group : all.groups)
            QCOMPARE(group.moved(), 0); // all labels are right, though none is an anchor
    }

    void acceptUndoRedo()
    {
        World world;
        const auto proposal = world.group();
        const auto before = world.labels();
        const auto accepted = world.acceptAll(proposal);
        QVERIFY(accepted.entry != 0);
        QCOMPARE(accepted.faces, 36);
        QCOMPARE(accepted.made,
                 (std::vector<std::string>{"Person 1", "Person 2", "Person 3", "Person 4", "Person 5", "Person 6"}));
        QCOMPARE(world.project.identities().size(), std::size_t{6});
        const auto after = world.labels();
        for (const auto& [identity, label] : after) {
            QVERIFY(identity != 0);
            QCOMPARE(label, LabelState::Unreviewed); // nobody has looked at them
        }
        QVERIFY(dataset::opinionsOf(world.project, world.faces.front()).empty());
        QCOMPARE(world.project.journal().front().verb, std::string("assign"));
        QCOMPARE(world.project.undo().size(), std::size_t{1});
        QCOMPARE(world.labels(), before);
        QVERIFY(world.project.identities().empty());
        QCOMPARE(world.project.redo().size(), std::size_t{1});
        QCOMPARE(world.labels(), after);
    }

    void acceptOneByHand()
    {
        World world;
        world.name({world.at(5, 0)}, "Person 1", true); // so that this number is taken
        auto proposal = world.group();
        const auto* group = groupOf(proposal, world.at(0, 0));
        const auto index = static_cast<std::size_t>(group - proposal.groups.data());
        // A face that was taken out stays as it is.
        for (GroupFace& face : proposal.groups[index].faces)
            face.out = face.id == world.at(0, 3);
        const auto accepted = acceptGroups(world.project, proposal, std::vector<Acceptance>{{index, {}, true}}, {});
        QCOMPARE(accepted.faces, kEach - 1);
        QCOMPARE(accepted.made, std::vector<std::string>{"Person 2"});
        for (const auto& row : world.project.faces(world.of(0))) {
            QCOMPARE(row.label, row.id == world.at(0, 3) ? LabelState::Unreviewed : LabelState::Confirmed);
            QCOMPARE(row.identity, row.id == world.at(0, 3) ? 0 : world.project.findIdentity("Person 2"));
        }
        QCOMPARE(dataset::opinionsOf(world.project, world.at(0, 0)).size(), std::size_t{1});
        // Others, under a name that the person typed.
        const auto* second = groupOf(proposal, world.at(1, 0));
        const auto at = static_cast<std::size_t>(second - proposal.groups.data());
        QCOMPARE(acceptGroups(world.project, proposal, std::vector<Acceptance>{{at, " Zoe ", true}}, {}).made,
                 std::vector<std::string>{"Zoe"});
        // The rest still holds, and what was accepted does not.
        const auto left = world.holding(proposal);
        QVERIFY(!groupOf(left, world.at(1, 0)));
        QVERIFY(!groupOf(left, world.at(0, 0)));
        QVERIFY(groupOf(left, world.at(2, 0)));
        world.project.undo();
        QVERIFY(groupOf(world.holding(proposal), world.at(1, 0)));
    }

    // Nothing that a person decided is changed, whether before the proposal or after it.
    void decisionsStay()
    {
        World world;
        world.name(world.of(0), "Ann", false);
        world.project.decide(std::vector{world.at(0, 0)}, Action::Keep);
        world.project.decide(std::vector{world.at(0, 1)}, Action::Reject);
        const auto proposal = world.group(GroupScope::All);
        world.project.decide(std::vector{world.at(1, 0)}, Action::Move, "Bob"); // meanwhile
        world.project.decide(std::vector{world.at(2, 0)}, Action::Reject);
        const auto before = world.project.faces(world.faces);
        world.acceptAll(proposal);
        const auto after = world.project.faces(world.faces);
        int changed = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            const bool decided = before[i].label == LabelState::Confirmed || before[i].label == LabelState::Rejected;
            if (decided) {
                QCOMPARE(after[i].identity, before[i].identity);
                QCOMPARE(after[i].label, before[i].label);
            }
            changed += after[i].identity != before[i].identity;
        }
        QCOMPARE(changed, 5 * kEach - 2);
        // Also where somebody hands over the faces themselves.
        const auto forced = world.project.assign({{{{world.at(0, 0), world.at(0, 1)}, 0, "Other", true}}}, {});
        QCOMPARE(forced.entry, std::int64_t{0});
        QCOMPARE(forced.decided, 2);
        QCOMPARE(world.project.findIdentity("Other"), IdentityId{0});
    }

    void staleProposals()
    {
        World world;
        world.name({world.at(0, 0)}, "Ann", false);
        const auto proposal = world.group();
        const auto* group = groupOf(proposal, world.at(0, 1));
        const auto index = static_cast<std::size_t>(group - proposal.groups.data());
        QCOMPARE(group->faces.size(), std::size_t{kEach - 1});
        world.project.decide(std::vector{world.at(0, 1)}, Action::Move, "Bob");
        QCOMPARE(groupOf(world.holding(proposal), world.at(0, 2))->faces.size(), std::size_t{kEach - 2});
        // Its person is somebody else now.
        const auto ann = world.project.findIdentity("Ann");
        world.project.mergeIdentities(ann, world.project.findIdentity("Bob"));
        QVERIFY(!groupOf(world.holding(proposal), world.at(0, 2)));
        QCOMPARE(codeOf([&] {
                     acceptGroups(world.project, proposal, std::vector<Acceptance>{{index, {}, false}}, {});
                 }),
                 std::string("not_found"));
        world.project.undo(2);
        QCOMPARE(groupOf(world.holding(proposal), world.at(0, 2))->faces.size(), std::size_t{kEach - 1});
        // All or nothing: one group that does not hold any more stops the others.
        world.project.decide(world.of(1), Action::Reject);
        const auto before = world.labels();
        QCOMPARE(codeOf([&] { world.acceptAll(proposal); }), std::string("not_found"));
        QCOMPARE(world.labels(), before);
    }

    void isKept()
    {
        World world;
        auto proposal = world.group();
        proposal.groups[2].aside = true;
        proposal.groups[1].faces[0].out = true;
        keepProposal(world.project, proposal);
        const auto again = dataset::Project::open(world.project.folder());
        const auto kept = keptProposal(again);
        QVERIFY(kept);
        QCOMPARE(kept->groups.size(), proposal.groups.size());
        for (std::size_t i = 0; i < kept->groups.size(); ++i) {
            const FaceGroup &a = kept->groups[i], &b = proposal.groups[i];
            QCOMPARE(a.number, static_cast<std::uint32_t>(i));
            QCOMPARE(a.aside, i == 2);
            QCOMPARE(a.faces.size(), b.faces.size());
            for (std::size_t k = 0; k < a.faces.size(); ++k) {
                QCOMPARE(a.faces[k].id, b.faces[k].id);
                QCOMPARE(a.faces[k].out, i == 1 && k == 0);
                QCOMPARE(a.faces[k].similarity, b.faces[k].similarity);
            }
            QCOMPARE(a.score, b.score);
        }
        QCOMPARE(kept->threshold, proposal.threshold);
        const auto file = world.project.cacheFolder() / "grouping.json";
        const std::string whole = readTextFile(file);
        const auto with = [&](const std::string& key, const std::string& value) {
            const auto at = whole.find("\"" + key + "\":") + key.size() + 3;
            return std::string(whole).replace(at, whole.find_first_of(",}", at) - at, value);
        };
        QVERIFY(with("looked", "36") == whole);
        for (const std::string& text :
             {std::string("not JSON"), with("version", "99"), with("groups", "3"), with("looked", "1e300"),
              with("looked", "2147483648"), with("minimum_size", "-1"), with("threshold", "1e39"),
              with("algorithm", "\"magic\"")}) {
            writeFileAtomically(file, text);
            QVERIFY2(!keptProposal(again), text.c_str());
        }
        std::filesystem::remove(file);
        QVERIFY(!keptProposal(again));
    }

    void theSameForAnyThreads()
    {
        World world;
        world.name({world.at(0, 0), world.at(0, 1)}, "Ann", true);
        const auto file = world.project.cacheFolder() / "grouping.json";
        world.group(GroupScope::All, cluster::Algorithm::ChineseWhispers, 0, 1);
        const auto one = readFile(file);
        world.group(GroupScope::All, cluster::Algorithm::ChineseWhispers, 0, 3);
        QCOMPARE(readFile(file), one);
    }

    void contradictionsAreReported()
    {
        World world;
        world.name({world.at(0, 0), world.at(0, 1)}, "Ann", true);
        world.name({world.at(1, 0)}, "Bea", true);
        const auto key = world.project.image(world.project.face(world.at(0, 1))->image)->key;
        world.project.decide(std::vector{world.at(0, 0)}, Action::ConfirmDifferent, key);
        QVERIFY(world.group().contradictions.size() == 1);
        const auto found = world.group().contradictions.front();
        QCOMPARE(std::set({found.a, found.b}), std::set({world.at(0, 0), world.at(0, 1)}));
    }

    void previewsChangeNothing()
    {
        World world;
        world.name({world.at(0, 0)}, "Ann", false);
        const auto proposal = world.group();
        const auto before = world.labels();
        const auto* group = groupOf(proposal, world.at(0, 1));
        const auto index = static_cast<std::size_t>(group - proposal.groups.data());
        const auto preview = dataset::previewChange(world.project, [&](dataset::Project& project) {
            acceptGroups(project, proposal, std::vector<Acceptance>{{index, {}, false}}, {});
        });
        QCOMPARE(preview.entries, 1);
        QCOMPARE(preview.faces, kEach - 1);
        QCOMPARE(preview.people.size(), std::size_t{1});
        QCOMPARE(preview.people.front().facesBefore, 1);
        QCOMPARE(preview.people.front().facesAfter, kEach);
        QCOMPARE(world.labels(), before);
    }

    // A suspicion of the label is answered by the new one, one of the picture is not.
    void flagsAreAnswered()
    {
        World world;
        world.name(world.of(0), "Ann", false);
        world.name({world.at(1, 0)}, "Ann", false);
        world.name({world.at(1, 1), world.at(1, 2), world.at(1, 3)}, "Bea", false);
        std::vector<dataset::FlagRow> flags(2);
        for (auto& flag : flags) {
            flag.face = world.at(1, 0);
            flag.method = "lbph";
            flag.flagged = true;
            flag.score = 0.9;
            flag.reason = "a reason";
            flag.evidence = "{}";
        }
        flags[0].kind = "mislabelled";
        flags[1].kind = "low_quality";
        world.project.replaceFlags("lbph", flags);
        const auto proposal = world.group(GroupScope::Doubtful);
        const auto* group = groupOf(proposal, world.at(1, 0));
        QCOMPARE(group->person, world.project.findIdentity("Bea"));
        QCOMPARE(group->moved(), 1);
        world.acceptAll(proposal);
        for (const auto& flag : world.project.flagsOf(world.at(1, 0)))
            QCOMPARE(flag.decision, flag.kind == "mislabelled" ? std::string("move") : std::string());
        world.project.undo();
        for (const auto& flag : world.project.flagsOf(world.at(1, 0)))
            QCOMPARE(flag.decision, std::string());
    }

    void canBeStopped()
    {
        World world;
        GroupOptions options;
        options.compare.method = "lbph";
        jobs::RecordingContext context;
        context.stopAfter(1);
        QCOMPARE(codeOf([&] { groupFaces(world.project, options, context); }), std::string("interrupted"));
        QVERIFY(!keptProposal(world.project));
        const auto proposal = world.group();
        jobs::RecordingContext stopped;
        stopped.requestStop();
        const auto before = world.labels();
        QCOMPARE(codeOf([&] {
                     acceptGroups(world.project, proposal, std::vector<Acceptance>{{0, {}, false}}, {}, &stopped);
                 }),
                 std::string("interrupted"));
        QCOMPARE(world.labels(), before);
    }

    void wrongArguments()
    {
        World world(1);
        jobs::RecordingContext context;
        GroupOptions options;
        QCOMPARE(codeOf([&] { groupFaces(world.project, options, context); }), std::string("bad_argument")); // no model
        options.compare.method = "lbph";
        options.threshold = 2;
        QCOMPARE(codeOf([&] { groupFaces(world.project, options, context); }), std::string("bad_argument"));
        options.threshold = 0;
        std::filesystem::remove(world.project.cropFile());
        QCOMPARE(codeOf([&] { groupFaces(world.project, options, context); }), std::string("needs_prepare"));
        // Nothing to group is no error.
        world.name(world.of(0), "Ann", true);
        QVERIFY(groupFaces(world.project, options, context).groups.empty());
    }
};

QTEST_APPLESS_MAIN(TestGrouping)
#include "tst_grouping.moc"

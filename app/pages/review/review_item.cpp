// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/review_item.h"

#include "app/engine/qt_convert.h"
#include "core/dataset/review_queue.h"
#include "core/verify/errors.h"
#include "core/verify/leakage.h"

#include <algorithm>

namespace likeness::pages {
namespace {

using dataset::Action;
using dataset::FaceId;
using dataset::IdentityId;
using engine::qs;

constexpr std::size_t kOthersShown = 24;

QString nameOf(const dataset::Project& project, IdentityId id)
{
    const auto row = id ? project.identity(id) : std::nullopt;
    return row ? qs(row->name) : QString();
}

// `first` to the front, where it is in the list, and no more than are shown.
void arrange(std::vector<std::int64_t>& faces, FaceId without, FaceId first)
{
    std::erase(faces, without);
    if (const auto it = std::find(faces.begin(), faces.end(), first); it != faces.end())
        std::rotate(faces.begin(), it, it + 1);
    if (faces.size() > kOthersShown)
        faces.resize(kOthersShown);
}

// "NAME (2)", or the first number that nobody has.
QString partName(const dataset::Project& project, const QString& name)
{
    for (int n = 2;; ++n) {
        QString free = QStringLiteral("%1 (%2)").arg(name).arg(n);
        if (!project.findIdentity(engine::utf8(free)))
            return free;
    }
}

// Of the faces of the part, those that are still there as they were.
std::vector<FaceId> presentPart(const dataset::Project& project, const ReviewItem& item)
{
    std::vector<FaceId> out;
    for (const auto& row : project.faces(item.evidence.ids("faces")))
        if (row.identity == item.face.identity && row.label != dataset::LabelState::Rejected)
            out.push_back(row.id);
    return out;
}

// What the flag suggests, and what its opposite is.
void propose(const dataset::Project& project, ReviewItem& item)
{
    const auto one = std::vector<FaceId>{item.face.id};
    item.keep = {Action::Keep, one, {}};
    if (item.face.identity == 0)
        item.keep.action.reset();
    const QString other = item.suggests ? item.rivalName : QString();
    // A verification set's people are nobody's to merge with.
    const bool person = item.is("merge") || (item.is("leakage") && item.evidence.text("what") == "person" &&
                                             item.evidence.text("set").empty());
    if (item.flag.id == 0 || item.settled)
        return;
    if (person) {
        if (other.isEmpty())
            return;
        item.fix = {Action::Merge, one, other};
        item.keep = {Action::ConfirmDifferent, one, other};
    } else if (item.is("split")) {
        const auto part = presentPart(project, item);
        item.keep.faces = part;
        item.fix = other.isEmpty() ? Proposal{Action::Split, part, partName(project, item.ownName)}
                                   : Proposal{Action::Move, part, other};
    } else if (item.is("outlier") || item.is("low_quality") || item.is("leakage")) {
        item.fix = {Action::Reject, one, {}};
    } else if (!other.isEmpty()) {
        item.fix = {Action::Move, one, other};
    } else if (item.is("duplicate") || item.is("near_duplicate")) {
        item.fix = {Action::Reject, one, {}};
    }
}

// A second person says the same as the label does.
void proposeApproval(ReviewItem& item)
{
    const auto state = item.face.label;
    item.fix = {state == dataset::LabelState::Rejected ? Action::Reject
                : state == dataset::LabelState::Unsure ? Action::Unsure
                                                       : Action::Keep,
                {item.face.id},
                {}};
    if (item.fix.action == Action::Keep && item.face.identity == 0)
        item.fix.action.reset();
}

void readOpinions(const dataset::Project& project, ReviewItem& item)
{
    const std::string me = dataset::presentUser();
    for (auto& opinion : dataset::opinionsOf(project, item.face.id))
        if (opinion.who != me) {
            QString as = nameOf(project, opinion.identity);
            item.opinions.emplace_back(std::move(opinion), std::move(as));
        }
}

// The label as both methods see it.
void readSecondOpinion(const dataset::Project& project, const std::string& method, ReviewItem& item)
{
    for (dataset::FlagRow& flag : project.flagsOf(item.face.id)) {
        if (flag.kind != "mislabelled")
            continue;
        auto& place = flag.method == method ? item.label : item.second;
        place = std::move(flag);
    }
    if (item.second)
        item.secondRival = nameOf(project, item.second->suggested);
}

} // namespace

Answer likeliest(const ReviewItem& item)
{
    if (item.flag.method == verify::kVerificationMethod) // most errors of a model are no wrong labels
        return Answer::Keep;
    if (!item.rightPerson || item.fix.action != Action::Move)
        return Answer::Fix;
    const double keep = 1 - item.flag.score, other = item.flag.score - *item.rightPerson;
    if (*item.rightPerson >= std::max(keep, other))
        return Answer::Fix;
    return keep >= other ? Answer::Keep : Answer::Other;
}

std::optional<ReviewItem>
readItem(const dataset::Project& project, const ReviewQueue& queue, int index, const std::string& method)
{
    const ReviewQueue::Entry& entry = queue.at(index);
    const auto face = project.face(entry.flag.face);
    if (!face)
        return std::nullopt;
    ReviewItem item;
    item.face = *face;
    if (auto flag = entry.flag.id ? project.flag(entry.flag.id) : std::nullopt)
        item.flag = std::move(*flag);
    else
        item.flag.face = face->id; // a job has replaced it since the queue was read
    item.flag.decision = entry.flag.decision;
    if (const auto image = project.image(face->image)) {
        item.key = qs(image->key);
        item.path = qs(image->path);
    }
    item.ownName = nameOf(project, face->identity);
    readOpinions(project, item);
    readSecondOpinion(project, item.flag.id != 0 && item.flag.method != "image" ? item.flag.method : method, item);
    if (item.flag.id == 0 && item.label) { // not flagged, but compared
        const std::string decision = item.flag.decision;
        item.flag = *item.label;
        item.flag.decision = decision;
    }
    const bool suspected = item.flag.flagged || !entry.counted || queue.source() != ReviewQueue::Source::Flags;
    item.settled =
        item.flag.id != 0 && item.flag.decision.empty() && (!suspected || dataset::isSettled(project, item.flag.id));
    item.evidence = FlagEvidence(item.flag);

    // Who it is compared with: whom the flag suggests, else the closest other person.
    IdentityId rival = item.flag.suggested;
    FaceId rivalFace = item.flag.rivalFace;
    item.suggests = rival != 0 && rival != face->identity;
    const bool inSet = item.is("leakage") && !item.evidence.text("set").empty();
    if (!item.suggests && !inSet && !item.is("duplicate") && !item.is("near_duplicate") && item.label) {
        const FlagEvidence closest(*item.label);
        rival = item.label->suggested ? item.label->suggested : closest.whole("rival");
        rivalFace = item.label->rivalFace;
    }
    if (item.is("mislabelled") && item.suggests && !item.settled && item.evidence.has("suggested_share"))
        item.rightPerson = item.evidence.number("suggested_share");
    item.rivalName = rival == face->identity ? QString() : nameOf(project, rival);
    if (face->identity != 0) {
        item.own = project.facesOf(face->identity);
        item.ownCount = static_cast<int>(item.own.size());
        if (item.is("split"))
            for (const auto id : item.evidence.ids("faces"))
                if (std::erase(item.own, id) > 0 && id != face->id)
                    item.part.push_back(id);
        item.ownCount = static_cast<int>(item.own.size());
        arrange(item.own, face->id, static_cast<FaceId>(item.evidence.number("nearest_own")));
        item.ownCount -= face->label != dataset::LabelState::Rejected && !item.is("split") ? 1 : 0;
    }
    if (rival != 0 && rival != face->identity) {
        item.rival = project.facesOf(rival);
        item.rivalCount = static_cast<int>(item.rival.size());
        arrange(item.rival, face->id, rivalFace);
    } else if (rivalFace != 0) {
        item.rival = {rivalFace};
        item.rivalCount = 1;
    } else if (inSet && verify::setPicture(item.flag)) {
        item.rival = {-item.flag.id};
        item.rivalCount = 1;
    }
    propose(project, item);
    if (queue.source() == ReviewQueue::Source::SecondLook)
        proposeApproval(item);
    return item;
}

} // namespace likeness::pages

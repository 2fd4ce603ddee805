// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/columns.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace likeness::dataset {
namespace {

constexpr std::uint16_t kNoKey = 0xFFFF;
constexpr float kSteps = 65534; // of a measure between 0 and 1

std::uint16_t stepOf(float share)
{
    return share > 0 ? static_cast<std::uint16_t>(std::lround(std::min(share, 1.0F) * kSteps)) : std::uint16_t{0};
}

std::uint16_t upperHalf(float value)
{
    return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(std::max(0.0F, value)) >> 16);
}

template<typename T>
void reorder(std::vector<T>& column, std::span<const std::uint32_t> from)
{
    std::vector<T> sorted(column.size());
    for (std::size_t i = 0; i < from.size(); ++i)
        sorted[i] = column[from[i]];
    column = std::move(sorted);
}

// Stable, by one digit of 16 bits after the other; a million rows take some milliseconds.
template<typename Key>
void sortBy(std::vector<std::uint32_t>& rows, std::uint32_t largest, Key key)
{
    std::vector<std::uint32_t> sorted(rows.size());
    std::vector<std::uint32_t> starts;
    for (int shift = 0; shift < 32 && (shift == 0 || largest >> shift != 0); shift += 16) {
        starts.assign(0x10001, 0);
        for (const std::uint32_t row : rows)
            ++starts[((key(row) >> shift) & 0xFFFF) + 1];
        std::partial_sum(starts.begin(), starts.end(), starts.begin());
        for (const std::uint32_t row : rows)
            sorted[starts[(key(row) >> shift) & 0xFFFF]++] = row;
        rows.swap(sorted);
    }
}

void sortByPerson(std::vector<std::uint32_t>& rows, const FaceColumns& faces, std::span<const IdentityId> people)
{
    std::unordered_map<IdentityId, std::uint32_t> places;
    places.reserve(people.size());
    for (std::size_t i = 0; i < people.size(); ++i)
        places.emplace(people[i], static_cast<std::uint32_t>(i));
    const auto last = static_cast<std::uint32_t>(people.size());
    std::vector<std::uint32_t> keys(faces.size());
    IdentityId before = 0;
    std::uint32_t place = last;
    for (const std::uint32_t row : rows) {
        if (const IdentityId person = faces.identity(row); person != before) { // they mostly come in runs
            const auto found = places.find(person);
            place = found == places.end() ? last : found->second;
            before = person;
        }
        keys[row] = place;
    }
    sortBy(rows, last, [&](std::uint32_t row) { return keys[row]; });
}

} // namespace

std::ptrdiff_t FaceColumns::rowOf(FaceId face) const
{
    const auto at = std::lower_bound(m_ids.begin(), m_ids.end(), face);
    return at == m_ids.end() || *at != face ? -1 : at - m_ids.begin();
}

FaceSummary FaceColumns::at(std::size_t row) const
{
    FaceSummary face;
    face.id = m_ids[row];
    face.identity = m_identities[row];
    face.status = status(row);
    face.label = label(row);
    face.quality = static_cast<float>(m_qualities[row]) / kSteps;
    face.sharpness = std::bit_cast<float>(static_cast<std::uint32_t>(m_sharpnesses[row]) << 16);
    face.suspicion = flagged(row) ? static_cast<float>(m_suspicions[row] - 1) / kSteps : -1.0F;
    return face;
}

bool FaceColumns::measured(std::size_t row) const
{
    return status(row) == FaceStatus::Found || status(row) == FaceStatus::Aligned;
}

std::uint16_t FaceColumns::qualityKey(std::size_t row) const
{
    return measured(row) ? m_qualities[row] : kNoKey;
}

std::uint16_t FaceColumns::sharpnessKey(std::size_t row) const
{
    return measured(row) ? m_sharpnesses[row] : kNoKey;
}

void FaceColumns::reserve(std::size_t faces)
{
    m_ids.reserve(faces);
    m_identities.reserve(faces);
    m_states.reserve(faces);
    m_qualities.reserve(faces);
    m_sharpnesses.reserve(faces);
    m_suspicions.reserve(faces);
}

void FaceColumns::append(const FaceSummary& face)
{
    m_ids.push_back(face.id);
    m_identities.emplace_back();
    m_states.emplace_back();
    m_qualities.emplace_back();
    m_sharpnesses.emplace_back();
    m_suspicions.emplace_back();
    write(size() - 1, face);
}

void FaceColumns::write(std::size_t row, const FaceSummary& face)
{
    m_identities[row] = face.identity;
    m_states[row] = static_cast<std::uint8_t>(static_cast<int>(face.label) | static_cast<int>(face.status) << 2);
    m_qualities[row] = stepOf(face.quality);
    m_sharpnesses[row] = upperHalf(face.sharpness);
    m_suspicions[row] = face.flagged() ? static_cast<std::uint16_t>(stepOf(face.suspicion) + 1) : std::uint16_t{0};
}

void FaceColumns::sort()
{
    if (std::is_sorted(m_ids.begin(), m_ids.end()))
        return;
    std::vector<std::uint32_t> from(size());
    std::iota(from.begin(), from.end(), 0U);
    std::sort(from.begin(), from.end(), [this](std::uint32_t a, std::uint32_t b) { return m_ids[a] < m_ids[b]; });
    reorder(m_ids, from);
    reorder(m_identities, from);
    reorder(m_states, from);
    reorder(m_qualities, from);
    reorder(m_sharpnesses, from);
    reorder(m_suspicions, from);
}

void FaceColumns::suspect(FaceId face, float score)
{
    if (const auto row = rowOf(face); row >= 0) {
        auto& suspicion = m_suspicions[static_cast<std::size_t>(row)];
        suspicion = std::max(suspicion, static_cast<std::uint16_t>(stepOf(score) + 1));
    }
}

void FaceColumns::set(const FaceSummary& face)
{
    const auto place = std::lower_bound(m_ids.begin(), m_ids.end(), face.id) - m_ids.begin();
    const auto row = static_cast<std::size_t>(place);
    if (row == size() || m_ids[row] != face.id) {
        m_ids.insert(m_ids.begin() + place, face.id);
        m_identities.emplace(m_identities.begin() + place);
        m_states.emplace(m_states.begin() + place);
        m_qualities.emplace(m_qualities.begin() + place);
        m_sharpnesses.emplace(m_sharpnesses.begin() + place);
        m_suspicions.emplace(m_suspicions.begin() + place);
    }
    write(row, face);
}

void FaceColumns::remove(FaceId face)
{
    const auto row = rowOf(face);
    if (row < 0)
        return;
    m_ids.erase(m_ids.begin() + row);
    m_identities.erase(m_identities.begin() + row);
    m_states.erase(m_states.begin() + row);
    m_qualities.erase(m_qualities.begin() + row);
    m_sharpnesses.erase(m_sharpnesses.begin() + row);
    m_suspicions.erase(m_suspicions.begin() + row);
}

std::vector<FaceId> chosen(const FaceColumns& faces, const Choice& choice, std::span<const IdentityId> people)
{
    using Filter = Choice::Filter;
    using Order = Choice::Order;
    std::vector<std::uint32_t> rows;
    const auto keep = [&](auto wanted) {
        for (std::size_t row = 0; row < faces.size(); ++row)
            if ((choice.person == Choice::kEverybody || faces.identity(row) == choice.person) && wanted(row))
                rows.push_back(static_cast<std::uint32_t>(row));
    };
    switch (choice.filter) {
    case Filter::All:
        keep([](std::size_t) { return true; });
        break;
    case Filter::Flagged:
        keep([&](std::size_t row) { return faces.flagged(row); });
        break;
    case Filter::Unreviewed:
        keep([&](std::size_t row) { return faces.label(row) == LabelState::Unreviewed; });
        break;
    case Filter::Unsure:
        keep([&](std::size_t row) { return faces.label(row) == LabelState::Unsure; });
        break;
    case Filter::Rejected:
        keep([&](std::size_t row) { return faces.label(row) == LabelState::Rejected; });
        break;
    case Filter::NoFace:
        keep([&](std::size_t row) { return faces.status(row) == FaceStatus::NotFound; });
        break;
    }
    switch (choice.order) {
    case Order::Import:
        break;
    case Order::Newest:
        std::reverse(rows.begin(), rows.end());
        break;
    case Order::Person:
        sortByPerson(rows, faces, people);
        break;
    case Order::WorstQuality:
        sortBy(rows, kNoKey, [&](std::uint32_t row) { return faces.qualityKey(row); });
        break;
    case Order::LeastSharp:
        sortBy(rows, kNoKey, [&](std::uint32_t row) { return faces.sharpnessKey(row); });
        break;
    case Order::MostSuspicious:
        sortBy(rows, kNoKey, [&](std::uint32_t row) { return faces.suspicionKey(row); });
        break;
    }
    std::vector<FaceId> ids(rows.size());
    std::transform(rows.begin(), rows.end(), ids.begin(), [&](std::uint32_t row) { return faces.ids()[row]; });
    return ids;
}

} // namespace likeness::dataset

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/dataset/types.h"

#include <cstddef>
#include <span>
#include <vector>

namespace likeness::dataset {

// What lists of faces are filtered, sorted and marked by, of one face.
struct FaceSummary {
    FaceId id = 0;
    IdentityId identity = 0;
    FaceStatus status = FaceStatus::Pending;
    LabelState label = LabelState::Unreviewed;
    float quality = 0;    // 0..1
    float sharpness = 0;  // >= 0
    float suspicion = -1; // the highest score of its open flags but leaks, 0..1; negative: it has none
    bool measured() const { return status == FaceStatus::Found || status == FaceStatus::Aligned; }
    bool flagged() const { return suspicion >= 0; }
};

// The summaries of all faces as columns, in the order of their ids: 23 bytes a face, so that a million are searched in
// memory in a few milliseconds. Measures keep 16 bits, which is enough to sort by. A value type; rows are below 2^32.
class FaceColumns
{
public:
    std::size_t size() const { return m_ids.size(); }
    std::span<const FaceId> ids() const { return m_ids; }
    std::ptrdiff_t rowOf(FaceId face) const; // -1 when it is not there
    FaceSummary at(std::size_t row) const;   // row < size()
    FaceStatus status(std::size_t row) const { return static_cast<FaceStatus>(m_states[row] >> 2); }
    LabelState label(std::size_t row) const { return static_cast<LabelState>(m_states[row] & 3); }
    IdentityId identity(std::size_t row) const { return m_identities[row]; }
    bool flagged(std::size_t row) const { return m_suspicions[row] != 0; }
    // Keys of an ascending sort, the most interesting first, 65535 for faces that have none: worst quality, least
    // sharp, most suspicious.
    std::uint16_t qualityKey(std::size_t row) const;
    std::uint16_t sharpnessKey(std::size_t row) const;
    std::uint16_t suspicionKey(std::size_t row) const { return static_cast<std::uint16_t>(0xFFFF - m_suspicions[row]); }

    void reserve(std::size_t faces);
    void append(const FaceSummary& face); // in any order; sort() afterwards
    void sort();
    void suspect(FaceId face, float score); // an open flag more
    void set(const FaceSummary& face);      // replaces it, or puts it in its place
    void remove(FaceId face);

private:
    bool measured(std::size_t row) const;
    void write(std::size_t row, const FaceSummary& face);

    std::vector<FaceId> m_ids;
    std::vector<IdentityId> m_identities;
    std::vector<std::uint8_t> m_states;       // label | status << 2
    std::vector<std::uint16_t> m_qualities;   // 0..65534
    std::vector<std::uint16_t> m_sharpnesses; // the upper half of a float: same order
    std::vector<std::uint16_t> m_suspicions;  // 0: no open flag
};

// Which faces, in which order.
struct Choice {
    static constexpr IdentityId kEverybody = -1;
    static constexpr IdentityId kUnlabelled = 0;
    enum class Filter { All, Flagged, Unreviewed, Unsure, Rejected, NoFace };
    enum class Order { Import, Newest, Person, WorstQuality, LeastSharp, MostSuspicious };
    IdentityId person = kEverybody;
    Filter filter = Filter::All;
    Order order = Order::Import;
    bool operator==(const Choice&) const = default;
};

// The faces that `choice` means. What its order holds for equal comes in the order of import, and last come the faces
// that have nothing to be sorted by. `people`: all identities as Order::Person has them. Any thread.
std::vector<FaceId> chosen(const FaceColumns& faces, const Choice& choice, std::span<const IdentityId> people);

} // namespace likeness::dataset

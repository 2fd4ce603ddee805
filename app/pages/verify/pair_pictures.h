// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "core/verify/verification.h"

#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QThreadPool>
#include <QTimer>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace likeness::widgets {
struct PairCard;
}

namespace likeness::pages {

// Whether the faces that its images name are those of the open project.
bool isOfOpenProject(const verify::Verification& verification, const engine::ProjectSession& session);

// The pictures of the set that was verified, and what is said of its pairs. Faces of the open project come from
// FacePictures; for everything else the set is opened on a thread, once, by the first wish, and its crops are read as
// they come into sight. Nothing is read before. GUI thread.
class PairPictures final : public QObject
{
    Q_OBJECT
public:
    explicit PairPictures(Services services, QObject* parent = nullptr);
    ~PairPictures() override;
    // Null: none. Another verification on the same images (by other extras only) keeps what was read.
    void setVerification(std::shared_ptr<const verify::Verification> verification);
    // Whether it says which images its pairs are of.
    bool knowsImages() const;
    // By the number of an image in Verification::set. Nothing while it is read (ready() follows); null: there is none.
    std::optional<QPixmap> picture(std::uint32_t image);
    qint64 face(std::uint32_t image) const;            // of the open project; 0: none of its faces
    qint64 faceOf(std::uint32_t pair, int side) const; // the same of a pair's first (0) or second image
    bool showsFaces(std::uint32_t pair) const;         // both are
    QString person(std::uint32_t image);               // as it is labelled now, as it was, or the image's own name
    // For a PairGallery; `pair`: its number in Verification::scores.
    widgets::PairCard card(std::uint32_t pair, bool pictures);
    QString problem() const { return m_problem; } // why the set gives no pictures; empty while it does
    bool isIdle() const { return m_wanted.empty(); }

Q_SIGNALS:
    void ready(); // some that were wished for
    void problemChanged(const QString& problem);

private:
    struct Work;
    void take();
    static void read(const std::shared_ptr<Work>& work);

    Services m_services;
    std::shared_ptr<const verify::Verification> m_verification;
    std::shared_ptr<Work> m_work; // of this verification; the pool's tasks hold it too
    QCache<std::uint32_t, QPixmap> m_cache;
    std::unordered_set<std::uint32_t> m_wanted;
    std::unordered_map<qint64, QString> m_names; // of faces of the open project
    QString m_problem;
    bool m_ofProject = false;
    QTimer m_report;
    QThreadPool m_pool;
};

} // namespace likeness::pages

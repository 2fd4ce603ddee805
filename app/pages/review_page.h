// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/page.h"
#include "core/dataset/types.h"

#include <optional>
#include <unordered_map>
#include <vector>

QT_BEGIN_NAMESPACE
class QAction;
class QLabel;
class QListView;
class QStackedWidget;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
class FaceDelegate;
class FaceListModel;
} // namespace likeness::widgets

namespace likeness::pages {

class ComparePanel;
class PhotoView;
class ReviewBar;

// The flags, worst first: the face, its own identity and the rival side by side, one sentence of why, one key per
// decision. The next face is read ahead, so that it is there before the key is up.
class ReviewPage final : public Page
{
    Q_OBJECT
public:
    explicit ReviewPage(Services services, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("review"); }
    QString title() const override { return tr("Review"); }
    QString iconName() const override { return QStringLiteral("review"); }
    void activate() override;
    void openFace(dataset::FaceId face) override;
    // "key:K" presses a key of this page, "photo" shows the photograph, "end" goes past the last flag, "index:N" to the
    // N-th.
    QString openPath(const QString& path) override;
    QStringList states() const override { return {QStringLiteral("photo"), QStringLiteral("end")}; }

    dataset::FaceId currentFace() const; // 0 when there is none
    // Of the flags; a face that is not flagged counts in neither.
    int reviewed() const;
    int left() const;

private:
    void buildActions();
    QWidget* buildWork();
    void reload();
    std::optional<dataset::FlagRow> guestFlag() const;
    dataset::FlagRow flagAt(int index) const; // read when it is looked at
    bool isFlag(int index) const { return index >= (m_guestFlag ? 1 : 0); }
    void showFlag(int index);
    void showCurrent();
    void showEnd();
    void next();
    void decide(dataset::Action action, const QString& other = {});
    void moveToAnother();
    void undoHere();
    void updateProgress();
    void readAhead(int from);
    std::vector<std::int64_t> ownFaces(const dataset::FlagRow& flag, dataset::IdentityId own) const;
    std::vector<std::int64_t> rivalFaces(const dataset::FlagRow& flag) const;

    // Flagged, of the chosen method and kind, worst first; before them the guest.
    std::vector<dataset::QueuedFlag> m_queue;
    dataset::FaceId m_guest = 0; // a face that is not flagged, shown because another page asked for it
    std::optional<dataset::FlagRow> m_guestFlag;
    int m_reviewed = 0;                                      // of the flags in the queue
    std::unordered_map<dataset::FaceId, std::size_t> m_rows; // into m_queue
    int m_index = -1;                                        // into m_queue; its size means past the end
    bool m_stale = true;                                     // the project changed since the queue was read
    bool m_deciding = false;
    QString m_ownName;
    QString m_rivalName;
    ReviewBar* m_bar;
    QStackedWidget* m_stack; // work | empty
    widgets::EmptyState* m_empty;
    QListView* m_list;
    widgets::FaceListModel* m_listModel;
    widgets::FaceDelegate* m_listDelegate;
    QStackedWidget* m_view; // compare | photo
    ComparePanel* m_compare;
    PhotoView* m_photo;
    QLabel* m_sentence;
    QLabel* m_where;
    QAction* m_keep = nullptr;
    QAction* m_move = nullptr;
    QAction* m_other = nullptr;
    QAction* m_reject = nullptr;
    QAction* m_unsure = nullptr;
    QAction* m_skip = nullptr;
    QAction* m_back = nullptr;
    QAction* m_undo = nullptr;
    QAction* m_photoAction = nullptr;
    QAction* m_annotate = nullptr;
};

} // namespace likeness::pages

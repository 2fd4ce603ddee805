// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/batch_dialog.h"

#include "app/engine/face_pictures.h"
#include "widgets/common/theme.h"
#include "widgets/models/face_list_model.h"
#include "widgets/thumbs/face_delegate.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <map>

namespace likeness::pages {

using namespace widgets;

namespace {
constexpr int kPicture = 96;
}

BatchDialog::BatchDialog(Services services, const RunHistory::Divergence& divergence, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("The batch of step %1").arg(QString::number(divergence.step, 'f', 0)));
    auto* layout = new QVBoxLayout(this);
    const int count = static_cast<int>(divergence.faces.size());
    auto* text = new QLabel(
        (divergence.collapsed ? tr("These %n faces are the last ones before it was seen that the training accuracy had "
                                   "collapsed.",
                                   nullptr, count)
                              : tr("The loss became no number on these %n faces.", nullptr, count)) +
            QLatin1Char(' ') +
            tr("Look for pictures that are no face or are damaged, and for wrong labels; if there are none, the "
               "learning rate is likely too high."),
        this);
    text->setWordWrap(true);
    layout->addWidget(text);

    std::map<std::int64_t, QString> names;
    for (std::size_t i = 0; i < divergence.faces.size(); ++i)
        names.emplace(divergence.faces[i], divergence.names.value(static_cast<qsizetype>(i)));
    m_model = new FaceListModel(
        [names](std::span<const std::int64_t> faces) {
            std::vector<FaceCell> cells;
            for (const std::int64_t face : faces) {
                const auto name = names.find(face);
                const QString caption = name == names.end() ? QString() : name->second;
                cells.push_back({caption, caption, FaceMark::None});
            }
            return cells;
        },
        [pictures = services.pictures](std::int64_t face) { return pictures->crop(face); }, this);
    connect(services.pictures, &engine::FacePictures::ready, m_model,
            [this](const std::vector<dataset::FaceId>& faces) {
                m_model->picturesReady({faces.begin(), faces.end()});
            });
    auto* delegate = new FaceDelegate(this);
    delegate->setPictureSize(kPicture);
    m_grid = makeFaceGrid(delegate, this);
    m_grid->setObjectName(QStringLiteral("batchFaces"));
    m_grid->setAccessibleName(tr("Faces of the batch"));
    m_grid->setModel(m_model);
    layout->addWidget(m_grid, 1);
    m_model->setFaces({divergence.faces.begin(), divergence.faces.end()});

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_review = buttons->addButton(tr("Show in the &review"), QDialogButtonBox::ActionRole);
    m_review->setToolTip(tr("The chosen face with those it resembles (Enter)"));
    m_dataset = buttons->addButton(tr("Show in the &dataset"), QDialogButtonBox::ActionRole);
    m_dataset->setToolTip(tr("The chosen face among all (Alt+D)"));
    layout->addWidget(buttons);
    const auto go = [this](const QString& page) {
        if (const qint64 face = chosen(); face != 0) {
            Q_EMIT faceWanted(page, face);
            accept();
        }
    };
    connect(m_review, &QPushButton::clicked, this, [go] { go(QStringLiteral("review")); });
    connect(m_dataset, &QPushButton::clicked, this, [go] { go(QStringLiteral("dataset")); });
    connect(m_grid, &QAbstractItemView::activated, this, [go] { go(QStringLiteral("review")); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    if (m_model->rowCount() > 0)
        m_grid->setCurrentIndex(m_model->index(0));
    m_review->setEnabled(m_model->rowCount() > 0);
    m_dataset->setEnabled(m_model->rowCount() > 0);
    resize(760, 560);
    m_grid->setFocus();
}

qint64 BatchDialog::chosen() const
{
    const QModelIndex index = m_grid->currentIndex();
    return index.isValid() ? m_model->faceAt(index.row()) : 0;
}

} // namespace likeness::pages

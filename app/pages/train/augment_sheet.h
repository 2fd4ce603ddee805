// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QImage>
#include <QWidget>
#include <vector>

namespace likeness::pages {

// A row for each face: as it is, and beside it as training sees it. Shows as many rows as there is room for.
class AugmentSheet final : public QWidget
{
    Q_OBJECT
public:
    explicit AugmentSheet(QWidget* parent = nullptr);
    struct Row {
        QImage original;
        std::vector<QImage> seen;
    };
    void setRows(std::vector<Row> rows);
    void setMessage(const QString& text); // instead of rows: why there are none
    const std::vector<Row>& rows() const { return m_rows; }
    const QString& message() const { return m_message; }
    QSize sizeHint() const override { return {620, 460}; }
    QSize minimumSizeHint() const override { return {360, 240}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Row> m_rows;
    QString m_message;
};

} // namespace likeness::pages

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/report_pdf.h"
#include "core/base/error.h"
#include "tests/support/temp_folder.h"

#include <QBuffer>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>
#include <fstream>

using namespace likeness;

namespace {

Bytes png(QRgb colour)
{
    QImage image(112, 112, QImage::Format_RGB32);
    image.fill(colour);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return {bytes.begin(), bytes.end()};
}

report::Document document(const std::string& language)
{
    const bool zh = language == "zh";
    report::Document d;
    d.title = zh ? "验证报告：run-1" : "Verification report: run-1";
    d.language = language;
    d.blocks.push_back(report::Heading{1, d.title});
    d.blocks.push_back(report::Paragraph{
        zh ? "相似度是余弦，越高越像。每个数字都带样本量和置信区间。"
           : "Similarity is a cosine, higher is more alike. Every figure comes with its sample size and interval."});
    d.blocks.push_back(report::Heading{2, zh ? "工作点" : "Operating points"});
    report::Table table;
    table.title = zh ? "各误识率下的通过率" : "Rates at each operating point";
    table.header =
        zh ? std::vector<std::string>{"误识率", "通过率", "95% 区间", "阈值", "允许误识数", "数据"}
           : std::vector<std::string>{"FPR", "TPR", "95 % interval", "Threshold", "False accepts allowed", "Data"};
    for (int i = 0; i < 60; ++i)
        table.rows.push_back(
            {"0.00" + std::to_string(i), "0.98" + std::to_string(i), "0.971–0.989", "0.3121", "20",
             zh ? "数据不足" : "not enough data: fewer than ten false accepts are allowed at this rate"});
    d.blocks.push_back(table);
    d.blocks.push_back(report::Heading{2, zh ? "曲线" : "Curve"});
    d.blocks.push_back(report::Figure{
        "ROC",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 640 400'><rect width='640' height='400' fill='#fafafa'/>"
        "<path d='M40 380 C 60 60 200 40 620 30' stroke='#0072b2' stroke-width='3' fill='none'/>"
        "<text x='60' y='380' font-size='16'>" +
            std::string(zh ? "误识率" : "False-positive rate") + "</text></svg>",
        640, 400});
    report::Gallery gallery;
    gallery.title = zh ? "最差的误识" : "Worst false accepts";
    for (int i = 0; i < 7; ++i)
        gallery.items.push_back(
            {{png(qRgb(200, 80, 30 * i)), png(qRgb(30 * i, 80, 200))}, "Ann Lee / Bob Ross 0.71" + std::to_string(i)});
    d.blocks.push_back(gallery);
    return d;
}

// What a reader of the PDF finds as text; empty without poppler.
QString textOf(const QByteArray& pdf, const test::TempFolder& folder)
{
    const auto file = folder / "report.pdf";
    std::ofstream(file, std::ios::binary).write(pdf.constData(), pdf.size());
    QProcess tool;
    tool.start(QStringLiteral("pdftotext"),
               {QStringLiteral("-layout"), QString::fromStdString(file.string()), QStringLiteral("-")});
    tool.waitForFinished(20000);
    // Noto CJK draws some characters with the glyph of their radical: "⾜" for "足".
    return QString::fromUtf8(tool.readAllStandardOutput()).normalized(QString::NormalizationForm_KC);
}

} // namespace

class TestReportPdf : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void holdsEverythingAsText_data();
    void holdsEverythingAsText();
    void sameDocumentSameBytes();
    void longWordsAndBadPicturesDoNotBreakIt();
    void anEmptyDocumentIsOnePage();
    void unwritableFileIsAnError();
};

void TestReportPdf::holdsEverythingAsText_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QStringList>("texts");
    QTest::newRow("en") << QStringLiteral("en")
                        << QStringList{QStringLiteral("Verification report"), QStringLiteral("0.9859"),
                                       QStringLiteral("Rates at each operating point"),
                                       QStringLiteral("not enough data"), QStringLiteral("Bob Ross 0.716")};
    QTest::newRow("zh") << QStringLiteral("zh")
                        << QStringList{QStringLiteral("验证报告"), QStringLiteral("工作点"), QStringLiteral("误识率"),
                                       QStringLiteral("数据不足")};
}

void TestReportPdf::holdsEverythingAsText()
{
    QFETCH(QString, language);
    QFETCH(QStringList, texts);
    const test::TempFolder folder;
    const QByteArray pdf = engine::reportPdf(document(language.toStdString()));
    QVERIFY(pdf.startsWith("%PDF-"));
    if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty())
        QSKIP("the text is read back with pdftotext: install the package poppler-utils");
    const QString text = textOf(pdf, folder);
    for (const QString& wanted : texts)
        QVERIFY2(text.contains(wanted), qPrintable(wanted + QStringLiteral(" missing in\n") + text));
    // Every page has its number, and the last is the count.
    const int pages = static_cast<int>(pdf.count("/Type /Page\n"));
    QVERIFY(pages >= 3);
    for (int page = 1; page <= pages; ++page)
        QVERIFY(text.contains(QRegularExpression(QStringLiteral("\\b%1\\s*/\\s*%2\\b").arg(page).arg(pages))));
    // A table that goes on over the page's end repeats its header.
    const QString header =
        language == QStringLiteral("zh") ? QStringLiteral("允许误识数") : QStringLiteral("Threshold");
    QVERIFY(text.count(header) >= 2);
}

void TestReportPdf::sameDocumentSameBytes()
{
    const QByteArray first = engine::reportPdf(document("zh"));
    QTest::qWait(1100); // another second on the clock
    const QByteArray second = engine::reportPdf(document("zh"));
    for (qsizetype i = 0; i < std::min(first.size(), second.size()); ++i)
        if (first.at(i) != second.at(i))
            QFAIL(
                qPrintable(QStringLiteral("differ at %1: %2").arg(i).arg(QString::fromLatin1(first.mid(i - 60, 120)))));
    QCOMPARE(first.size(), second.size());
    report::Document other = document("zh");
    std::get<report::Paragraph>(other.blocks[1]).text += "另";
    QVERIFY(engine::reportPdf(other) != first);
}

void TestReportPdf::longWordsAndBadPicturesDoNotBreakIt()
{
    report::Document d;
    d.title = std::string(500, 'x');
    d.blocks.push_back(report::Paragraph{std::string(20000, 'y')});
    d.blocks.push_back(report::Table{});
    report::Table ragged;
    ragged.header = {"a"};
    ragged.rows = {{std::string(400, 'z'), "more cells than the header"}, {}};
    d.blocks.push_back(ragged);
    d.blocks.push_back(report::Figure{"broken", "<svg", 0, -4});
    d.blocks.push_back(report::Gallery{"broken", {{{Bytes{1, 2, 3}}, "not a picture"}, {{}, ""}}});
    const QByteArray pdf = engine::reportPdf(d);
    QVERIFY(pdf.size() > 1000);
}

void TestReportPdf::anEmptyDocumentIsOnePage()
{
    const QByteArray pdf = engine::reportPdf({});
    QCOMPARE(pdf.count("/Type /Page\n"), 1);
}

void TestReportPdf::unwritableFileIsAnError()
{
    QVERIFY_THROWS_EXCEPTION(Error, engine::writeReportPdf({}, "/nowhere/at/all/report.pdf"));
    const test::TempFolder folder;
    engine::writeReportPdf(document("en"), folder / "r.pdf");
    QVERIFY(std::filesystem::file_size(folder / "r.pdf") > 10000);
    if (qEnvironmentVariableIsSet("LIKENESS_KEEP")) { // to look at them
        const std::filesystem::path kept = qgetenv("LIKENESS_KEEP").toStdString();
        engine::writeReportPdf(document("en"), kept / "report-en.pdf");
        engine::writeReportPdf(document("zh"), kept / "report-zh.pdf");
    }
}

QTEST_MAIN(TestReportPdf)
#include "tst_report_pdf.moc"

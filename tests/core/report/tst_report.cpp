// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text_coding.h"
#include "core/image/codec.h"
#include "core/report/markup.h"
#include "core/report/report.h"
#include "core/report/strings.h"

#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace likeness;
using namespace likeness::report;

namespace {

verify::Verification sample()
{
    Rng rng(3);
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    std::vector<std::uint32_t> identities;
    for (int i = 0; i < 4000; ++i) {
        same.push_back(i % 2 == 0 ? 1 : 0);
        scores.push_back(static_cast<float>(rng.normal(same.back() ? 0.55 : 0.05, 0.14)));
        const auto a = static_cast<std::uint32_t>(rng.below(40));
        identities.insert(identities.end(),
                          {a, same.back() ? a : (a + 1 + static_cast<std::uint32_t>(rng.below(39))) % 40});
    }
    verify::Verification in;
    in.title = "run <script>alert(1)</script> & \"co\"";
    in.facts = {{"model", "model<b>.onnx"}, {"model_hash", "00ff"}, {"embedding", 128}, {"own fact", true}};
    in.result = eval::verifyScores(scores, same, identities, {.bootstraps = 50});
    in.separability = eval::Separability{1.5, {0.4, 0.1, 0.2, 0.4, 0.6}, {0.9, 0.1, 0.7, 0.9, 1.1}, 2000, 2000};
    for (int step = 0; step < 500; ++step)
        in.events.push_back({{"type", "step"}, {"step", step}, {"loss", 20.0 / (1 + step * 0.02)}});
    for (int epoch = 1; epoch <= 5; ++epoch) {
        in.events.push_back({{"type", "epoch"}, {"epoch", epoch}, {"loss", 20.0 / epoch}});
        in.events.push_back({{"type", "verify"}, {"epoch", epoch}, {"auc", 0.9 + epoch * 0.01}});
    }
    in.events.push_back("not an object");
    in.events.push_back({{"type", "step"}, {"step", "x"}, {"loss", nullptr}});
    image::Image picture(8, 8, 3);
    const Bytes png = image::encodePng(picture);
    in.worstFalseAccepts.push_back({png, png, "Ann/<i>1</i>.jpg",
                                    "Bob/\xFF"
                                    "2.jpg",
                                    0.71f, false, 0, 0});
    in.worstFalseRejects.push_back({png, {}, "Ann/1.jpg", "Ann/2.jpg", -0.1f, true, 0, 0});
    return in;
}

QString wellFormed(const std::string& xml)
{
    QXmlStreamReader reader(QByteArray::fromStdString(xml));
    while (!reader.atEnd())
        reader.readNext();
    return reader.hasError() ? reader.errorString() : QString();
}

} // namespace

class TestReport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sameInputSameBytes();
    void escapesEverything();
    void standsAlone();
    void speaksBothLanguages();
    void figuresAreWellFormed();
    void everyFigureHasItsNumbers();
    void saysWhenDataIsTooLittle();
    void namesTheBalancedFolds();
    void knowsFigures();
    void replacesPlaceholders();
    void encodesBase64();
};

void TestReport::sameInputSameBytes()
{
    for (const char* language : {"en", "zh"})
        QCOMPARE(toHtml(build(sample(), language)), toHtml(build(sample(), language)));
}

void TestReport::escapesEverything()
{
    const auto html = QString::fromStdString(toHtml(build(sample(), "en")));
    QVERIFY(!html.contains(QLatin1String("<script")));
    QVERIFY(!html.contains(QLatin1String("<i>1")));
    QVERIFY(!html.contains(QLatin1String("model<b>")));
    QVERIFY(html.contains(QLatin1String("run &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;")));
    QVERIFY(html.contains(QStringLiteral("Bob/\uFFFD2.jpg")));
    QCOMPARE(xmlEscape("a\x01<'>"), std::string("a &lt;&#39;&gt;"));
}

void TestReport::standsAlone()
{
    const auto html = QString::fromStdString(toHtml(build(sample(), "en")));
    // Nothing is fetched: the only addresses are data and the SVG name space.
    QRegularExpression address(QStringLiteral("(https?:)?//[a-z]"));
    auto matches = address.globalMatch(html);
    while (matches.hasNext())
        QVERIFY(html.mid(matches.next().capturedStart(), 30).startsWith(QLatin1String("http://www.w3.org/2000/svg")));
    QVERIFY(html.contains(QLatin1String("data:image/png;base64,iVBORw0KGgo")));
    QVERIFY(html.contains(QLatin1String("prefers-color-scheme:dark")));
}

void TestReport::speaksBothLanguages()
{
    const auto en = build(sample(), "en");
    const auto zh = build(sample(), "zh");
    QCOMPARE(en.blocks.size(), zh.blocks.size());
    QVERIFY(QString::fromStdString(toHtml(zh)).contains(QStringLiteral("关键指标")));
    QVERIFY(!QString::fromStdString(toHtml(en)).contains(QRegularExpression(QStringLiteral("[\\x{4e00}-\\x{9fff}]"))));
    for (std::size_t i = 0; i < zh.blocks.size(); ++i) // no English sentence is left in the Chinese text
        if (const auto* p = std::get_if<Paragraph>(&zh.blocks[i]))
            QVERIFY2(
                QString::fromStdString(p->text).contains(QRegularExpression(QStringLiteral("[\\x{4e00}-\\x{9fff}]"))),
                p->text.c_str());
}

void TestReport::figuresAreWellFormed()
{
    const verify::Verification in = sample();
    for (const char* language : {"en", "zh"})
        for (const auto& block : build(in, language).blocks)
            if (const auto* figure = std::get_if<Figure>(&block)) {
                QCOMPARE(wellFormed(figure->svg), QString());
                QVERIFY(figure->svg.find("nan") == std::string::npos);
            }
    QVERIFY(lossSvg({}, "en").empty());
    QVERIFY(aucSvg({}, "en").empty());
    QCOMPARE(wellFormed(histogramSvg({}, "en")), QString());
    QCOMPARE(wellFormed(rocSvg({{0, 1}, {0, 1}, {2, 0}}, 1, "en")), QString());
    QCOMPARE(
        wellFormed(lossSvg(
            {{{"type", "step"}, {"step", 1}, {"loss", 2.0}}, {{"type", "step"}, {"step", 2}, {"loss", 2.0}}}, "en")),
        QString());
}

void TestReport::everyFigureHasItsNumbers()
{
    const auto document = build(sample(), "en");
    int figures = 0;
    for (std::size_t i = 0; i < document.blocks.size(); ++i)
        if (std::holds_alternative<Figure>(document.blocks[i])) {
            ++figures;
            const auto* table = i + 1 < document.blocks.size() ? std::get_if<Table>(&document.blocks[i + 1]) : nullptr;
            QVERIFY(table && table->collapsed && !table->rows.empty());
            for (const auto& row : table->rows)
                QCOMPARE(row.size(), table->header.size());
        }
    QCOMPARE(figures, 5);
}

void TestReport::saysWhenDataIsTooLittle()
{
    verify::Verification in;
    const std::vector<float> scores{0.9f, 0.8f, 0.1f, 0.2f};
    const std::vector<std::uint8_t> same{1, 1, 0, 0};
    in.result = eval::verifyScores(scores, same, {}, {.bootstraps = 20});
    const auto html = toHtml(build(in, "en"));
    QVERIFY(html.find("too few for a statement") != std::string::npos);
    QVERIFY(html.find("does not say who is who") != std::string::npos);
}

void TestReport::namesTheBalancedFolds()
{
    verify::Verification in;
    std::vector<float> scores;
    std::vector<std::uint8_t> same;
    for (int i = 0; i < 6000; ++i) {
        same.push_back(i % 6 == 0 ? 1 : 0);
        scores.push_back(same.back() ? 0.6f : 0.1f);
    }
    in.result = eval::verifyScores(scores, same, {}, {.bootstraps = 20, .balancedFolds = true});
    const auto html = toHtml(build(in, "en"));
    QVERIFY(html.find("of 2,000 pairs the model says rightly") != std::string::npos);
    QVERIFY(html.find("take 1,000 pairs of each kind") != std::string::npos);
    QVERIFY(html.find("all 1,000 genuine and 5,000 impostor pairs") != std::string::npos);
    in.result = eval::verifyScores(scores, same, {}, {.bootstraps = 20});
    QVERIFY(toHtml(build(in, "en")).find("of each kind") == std::string::npos);
}

void TestReport::knowsFigures()
{
    for (const char* cell : {"", "–", "12", "99.63\u00A0%", "92.96–100.00\u00A0%", "6.67e-4", "-0.540 … -0.520",
                             "98.15\u00A0% @ 0.04933", "1,770", "0.1 ± 0.2"})
        QVERIFY2(isFigure(cell), cell);
    for (const char* cell : {"yes", "10 folds", "1,770 对", "e4", "…", "0a", "cpu", "mobilefacenet"})
        QVERIFY2(!isFigure(cell), cell);
    // In a column of figures alone, so that no line ends between a number and its unit.
    const auto html = toHtml(build(sample(), "en"));
    QVERIFY(html.find("<td class=\"n\">0.001</td>") != std::string::npos);
    QVERIFY(html.find("<td class=\"n\">model") == std::string::npos);
    QVERIFY(rocSvg(sample().result.roc, 2000, "en").find(">chance<") != std::string::npos);
    const std::string one = aucSvg({{{"type", "verify"}, {"epoch", 1}, {"auc", 1.0}}}, "en");
    QVERIFY(one.find(">1.2<") == std::string::npos && one.find(">0.8<") != std::string::npos); // no AUC above 1
    QCOMPARE(QString::fromStdString(one).count(QRegularExpression(QStringLiteral("y=\"366.00\"[^>]*>[0-9.]+<"))), 1);
}

void TestReport::replacesPlaceholders()
{
    QCOMPARE(text("pair.caption", "en", {"%2", "b", "c"}), std::string("%2 · b — cosine c"));
    QCOMPARE(text("interval", "zh"), std::string("95 % 置信区间"));
    try {
        text("no such id", "en");
        QFAIL("an unknown id was accepted");
    } catch (const Error& e) {
        QCOMPARE(e.code(), ErrorCode::Internal);
    }
}

void TestReport::encodesBase64()
{
    for (int n = 0; n < 8; ++n) {
        Bytes bytes;
        for (int i = 0; i < n; ++i)
            bytes.push_back(static_cast<std::uint8_t>(250 + i * 7));
        QCOMPARE(QByteArray::fromStdString(toBase64(bytes)),
                 QByteArray(reinterpret_cast<const char*>(bytes.data()), n).toBase64());
    }
}

QTEST_APPLESS_MAIN(TestReport)
#include "tst_report.moc"

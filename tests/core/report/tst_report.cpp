// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/text_coding.h"
#include "core/report/markup.h"
#include "core/report/report.h"
#include "core/report/strings.h"
#include "core/verify/compare.h"
#include "tests/core/report/sample.h"

#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>
#include <algorithm>

using namespace likeness;
using namespace likeness::report;

namespace {

verify::Verification sample()
{
    static const verify::Verification kSample = test::sampleVerification();
    return kSample;
}

Document full(const std::string& language)
{
    const auto in = sample();
    return build(in, language, {test::sampleGates(in), {}});
}

Document compared(const std::string& language)
{
    static const std::vector<verify::Verification> kBoth{test::sampleVerification("first<i>.onnx", 0.05),
                                                         test::sampleVerification("=second.onnx")};
    static const std::vector<verify::GateReport> kGates{test::sampleGates(kBoth[0]), test::sampleGates(kBoth[1])};
    jobs::RecordingContext context;
    static const verify::Comparison kComparison = verify::compareStored(kBoth[0], kBoth[1], 400, context);
    return buildComparison(kBoth, &kComparison, language, kGates);
}

template<typename Visit>
void forEachTable(const Document& document, const Visit& visit)
{
    for (const Block& block : document.blocks)
        if (const auto* table = std::get_if<Table>(&block))
            visit(*table);
}

bool hasCell(const Document& document, const std::string& part)
{
    bool found = false;
    forEachTable(document, [&](const Table& table) {
        for (const auto& row : table.rows)
            for (const auto& cell : row)
                found = found || cell.find(part) != std::string::npos;
    });
    return found;
}

bool hasHeading(const Document& document, const std::string& id)
{
    return std::any_of(document.blocks.begin(), document.blocks.end(), [&](const Block& block) {
        const auto* heading = std::get_if<Heading>(&block);
        return heading && heading->text == text(id, document.language);
    });
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
    void writesNoEnglishIntoChinese();
    void gatesStandAtTheTop();
    void saysTheIntervalsOfEveryFigure();
    void namesEveryProtocol();
    void showsSlicesAttacksAndPeople();
    void modelCardKnowsItsLimits();
    void leavesOutWhatIsNotThere();
    void takesExtrasOfAnyShape();
    void comparesModels();
    void comparesWithoutATest();
    void documentsGoThroughJson();
    void saysWhenDataIsTooLittle();
    void namesTheBalancedFolds();
    void knowsFigures();
    void replacesPlaceholders();
    void encodesBase64();
};

void TestReport::sameInputSameBytes()
{
    for (const char* language : {"en", "zh"})
        for (const auto& document : {full(language), compared(language)}) {
            const bool one = document.title == full(language).title;
            QCOMPARE(toHtml(document), toHtml(one ? full(language) : compared(language)));
        }
}

void TestReport::escapesEverything()
{
    const auto html = QString::fromStdString(toHtml(full("en")));
    QVERIFY(!QString::fromStdString(toHtml(compared("en"))).contains(QLatin1String("<i>")));
    QVERIFY(!html.contains(QLatin1String("<script")));
    QVERIFY(!html.contains(QLatin1String("<i>1")));
    QVERIFY(!html.contains(QLatin1String("model<b>")));
    QVERIFY(html.contains(QLatin1String("run &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;")));
    QVERIFY(html.contains(QStringLiteral("Bob/\uFFFD2.jpg")));
    QCOMPARE(xmlEscape("a\x01<'>"), std::string("a &lt;&#39;&gt;"));
}

void TestReport::standsAlone()
{
    const auto html = QString::fromStdString(toHtml(full("en")) + toHtml(compared("en")));
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
    const QRegularExpression han(QStringLiteral("[\\x{4e00}-\\x{9fff}]"));
    for (const auto& [en, zh] : {std::pair(full("en"), full("zh")), std::pair(compared("en"), compared("zh"))}) {
        QCOMPARE(en.blocks.size(), zh.blocks.size());
        const auto match = han.match(QString::fromStdString(toHtml(en)));
        QVERIFY2(!match.hasMatch(), qPrintable(match.captured()));
        for (std::size_t i = 0; i < zh.blocks.size(); ++i) // no English sentence is left in the Chinese text
            if (const auto* p = std::get_if<Paragraph>(&zh.blocks[i]))
                QVERIFY2(QString::fromStdString(p->text).contains(han), p->text.c_str());
    }
    QVERIFY(hasHeading(full("zh"), "key"));
}

void TestReport::writesNoEnglishIntoChinese()
{
    // Two words in a row are English, unless they are names that stand in the data or in the field's own papers.
    const QRegularExpression english(QStringLiteral("[A-Za-z]{2,} [a-z]{2,}"));
    const auto check = [&](const std::string& shown) {
        auto text = QString::fromStdString(shown);
        for (const char* name : {"own fact", "run <script>", "age gap"})
            text.remove(QLatin1String(name));
        const auto match = english.match(text);
        return match.hasMatch() ? QStringLiteral("\"%1\" in %2").arg(match.captured(), text) : QString();
    };
    for (const auto& document : {full("zh"), compared("zh")}) {
        for (const Block& block : document.blocks) {
            if (const auto* heading = std::get_if<Heading>(&block))
                QCOMPARE(check(heading->text), QString());
            if (const auto* paragraph = std::get_if<Paragraph>(&block))
                QCOMPARE(check(paragraph->text), QString());
            if (const auto* figure = std::get_if<Figure>(&block)) {
                QCOMPARE(check(figure->title), QString());
                QRegularExpression texts(QStringLiteral("<text[^>]*>([^<]*)<"));
                auto found = texts.globalMatch(QString::fromStdString(figure->svg));
                while (found.hasNext())
                    QCOMPARE(check(found.next().captured(1).toStdString()), QString());
            }
        }
        forEachTable(document, [&](const Table& table) {
            for (const auto& cell : table.header)
                QCOMPARE(check(cell), QString());
            for (const auto& row : table.rows)
                for (const auto& cell : row)
                    QCOMPARE(check(cell), QString());
        });
    }
}

void TestReport::gatesStandAtTheTop()
{
    const auto document = full("en");
    const auto* verdict = std::get_if<Paragraph>(&document.blocks.at(2));
    QVERIFY(verdict);
    QCOMPARE(verdict->text, std::string("Acceptance: it fails 1 of the 5 gates that this project asks of a model; 3 "
                                        "lack data."));
    QVERIFY(hasHeading(document, "gates"));
    QVERIFY(hasCell(document, "FAIL"));
    QVERIFY(hasCell(document, "Not measured: measure slices by")); // says what to do
    QVERIFY(hasCell(full("zh"), "尚未测量：请按"));
    QVERIFY(!hasHeading(build(sample(), "en"), "gates"));
    QVERIFY(!hasHeading(build(sample(), "en", {verify::GateReport{}, {}}), "gates"));
}

void TestReport::saysTheIntervalsOfEveryFigure()
{
    const auto in = sample();
    const auto document = build(in, "en");
    int found = 0;
    forEachTable(document, [&](const Table& table) {
        if (table.header != std::vector<std::string>{"Measure", "Value", "95 % interval", "Based on"})
            return;
        for (const auto& row : table.rows) {
            const bool sampled = row[0] != text("accuracy.std", "en") && row[0] != text("accuracy.se", "en") &&
                                 row[0] != text("threshold", "en") && row[0] != text("overlap", "en");
            QVERIFY2(!sampled || row[2].find("–") > 0, row[0].c_str());
            QVERIFY2(!sampled || row[2].size() > 4, row[0].c_str());
            QVERIFY2(row[3].find_first_of("0123456789") != std::string::npos, row[0].c_str());
            found += sampled ? 1 : 0;
        }
    });
    QCOMPARE(found, 6); // accuracy, AUC, EER, Fisher, d', trace ratio
    QVERIFY(hasCell(document, "1.3100–1.7200"));
    QVERIFY(hasCell(document, "400 images of 40 people"));
}

void TestReport::namesEveryProtocol()
{
    const auto in = sample();
    const auto figures = eval::protocolFigures(in.scores, in.same, in.result);
    const auto en = full("en"), zh = full("zh");
    for (const auto& figure : figures) {
        QVERIFY2(hasCell(en, figure.name), figure.id.c_str());
        QVERIFY2(hasCell(en, figure.convention + " [" + figure.id + "]"), figure.id.c_str());
        QVERIFY2(hasCell(zh, "[" + figure.id + "]"), figure.id.c_str());
        QVERIFY2(protocolName(figure, "zh") != figure.name, figure.id.c_str());
        QVERIFY2(protocolConvention(figure, 10, {}, "zh") != figure.convention, figure.id.c_str());
    }
}

void TestReport::showsSlicesAttacksAndPeople()
{
    const auto document = full("en");
    for (const char* id : {"slices", "robustness", "people", "all", "advice", "protocols", "card", "gaps"})
        QVERIFY2(hasHeading(document, id), id);
    QVERIFY(hasCell(document, "5 years and more"));
    QVERIFY(hasCell(full("zh"), "5 年及以上"));
    QVERIFY(hasCell(document, "=cmd|' /C calc'!A0")); // a person's name, as it is
    QVERIFY(hasCell(document, "8/255"));
    QVERIFY(hasCell(document, "79,800 pairs"));
    const auto html = toHtml(document);
    QVERIFY(html.find("FGSM, ε = 2/255: same person, cosine 0.510 → 0.280") != std::string::npos);
}

void TestReport::modelCardKnowsItsLimits()
{
    const auto document = full("en");
    QVERIFY(hasCell(document, "Rates below 0.005 are not supported: of 2,000 impostor pairs fewer than ten"));
    QVERIFY(hasCell(document, "3 images could not be used"));
    QVERIFY(hasCell(document, "By mask the accuracy differs by"));
    QVERIFY(hasCell(document, "After PGD at ε = 8/255 only 8.00\u00A0% of the pairs"));
    verify::Verification bare = sample();
    bare.extras = Json::object();
    const auto without = build(bare, "en");
    QVERIFY(hasCell(without, "No slices were measured"));
    QVERIFY(hasCell(without, "Robustness was not measured"));
    Extras changed;
    changed.labels = {400, 3};
    QVERIFY(hasCell(build(bare, "en", changed), "3 of the 400 faces have another name"));
    QVERIFY(hasCell(build(bare, "zh", changed), "在 400 张人脸中，有 3 张"));
}

void TestReport::leavesOutWhatIsNotThere()
{
    verify::Verification bare = sample();
    bare.extras = Json::object();
    bare.events.clear();
    bare.separability.reset();
    bare.worstFalseAccepts.clear();
    bare.worstFalseRejects.clear();
    bare.scores.clear(); // figures alone
    const auto document = build(bare, "en");
    for (const char* id :
         {"slices", "robustness", "people", "all", "advice", "protocols", "gates", "separability", "training", "worst"})
        QVERIFY2(!hasHeading(document, id), id);
    for (const char* id : {"summary", "key", "operating", "roc", "card", "facts", "conventions"})
        QVERIFY2(hasHeading(document, id), id);
}

void TestReport::takesExtrasOfAnyShape()
{
    verify::Verification in = sample();
    const Json shapes = {nullptr,
                         7,
                         "x",
                         {1, 2},
                         {{"slices", {1, {{"attribute", 3}}}},
                          {"people", {{{"label", -5}}}},
                          {"points", {{{"method", 1}, {"epsilon", 1e300}, {"survival", "?"}}, 4}},
                          {"auc", 1e300},
                          {"pairs", -3},
                          {"roc", {{"fpr", {0, "x"}}, {"tpr", {0, 1}}}},
                          {"attributes", {{{"gaps", 4}}}},
                          {"examples", {{{"pictures", {"!!", 7, Json::array()}}}, {{"pictures", "x"}}, 3}},
                          {"operating", 3}}};
    for (const Json& shape : shapes)
        for (const char* language : {"en", "zh"}) {
            for (const char* key : {"people", "slices", "robustness", "all_pairs"})
                in.extras[key] = shape;
            in.facts = shape;
            const auto html = toHtml(build(in, language));
            QVERIFY(html.find("nan") == std::string::npos);
        }
}

void TestReport::comparesModels()
{
    const auto document = compared("en");
    QCOMPARE(document.title, std::string("Comparison: first<i>.onnx · =second.onnx"));
    for (const char* id : {"summary", "compare.models", "roc", "differences", "facts", "conventions"})
        QVERIFY2(hasHeading(document, id), id);
    const auto html = QString::fromStdString(toHtml(document));
    QVERIFY(html.contains(QLatin1String("first&lt;i&gt;.onnx is better than =second.onnx")));
    QVERIFY(html.contains(QLatin1String("Pairs on which first&lt;i&gt;.onnx and =second.onnx differ")));
    int figures = 0;
    for (std::size_t i = 0; i < document.blocks.size(); ++i)
        if (const auto* figure = std::get_if<Figure>(&document.blocks[i])) {
            ++figures;
            QCOMPARE(wellFormed(figure->svg), QString());
            const auto* table = std::get_if<Table>(&document.blocks.at(i + 1));
            QVERIFY(table && table->collapsed && !table->rows.empty());
        }
    QCOMPARE(figures, 3); // ROC, DET, differences
    QVERIFY(hasCell(document, "McNemar, exact"));
    QVERIFY(hasCell(document, "FAIL")); // the gates of both
}

void TestReport::comparesWithoutATest()
{
    const std::vector<verify::Verification> same{sample(), sample()};
    const auto document = buildComparison(same, nullptr, "en");
    QVERIFY(document.title.find("(1)") != std::string::npos && document.title.find("(2)") != std::string::npos);
    QVERIFY(!hasHeading(document, "differences"));
    QVERIFY(toHtml(document).find("No paired test was made") != std::string::npos);
}

void TestReport::figuresAreWellFormed()
{
    for (const char* language : {"en", "zh"})
        for (const auto& block : full(language).blocks)
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
    const auto document = full("en");
    int figures = 0;
    for (std::size_t i = 0; i < document.blocks.size(); ++i)
        if (std::holds_alternative<Figure>(document.blocks[i])) {
            ++figures;
            const auto* table = i + 1 < document.blocks.size() ? std::get_if<Table>(&document.blocks[i + 1]) : nullptr;
            QVERIFY(table && table->collapsed && !table->rows.empty());
            for (const auto& row : table->rows)
                QCOMPARE(row.size(), table->header.size());
        }
    QCOMPARE(figures, 9); // ROC, DET, scores, two attributes, attacks, all pairs, loss, AUC
}

void TestReport::documentsGoThroughJson()
{
    for (const auto& document : {full("zh"), compared("en"), Document{}}) {
        const Json json = parseJson(dumpJson(toJson(document)), "document");
        const Document again = documentFrom(json);
        QCOMPARE(toHtml(again), toHtml(document));
        QCOMPARE(again.blocks.size(), document.blocks.size());
    }
    for (const Json& wrong : Json{3, Json::object(), {{"title", "t"}, {"language", "en"}, {"blocks", {5}}}})
        try {
            documentFrom(wrong);
            QFAIL("something else was taken for a document");
        } catch (const Error& e) {
            QCOMPARE(e.code(), ErrorCode::BadFile);
        }
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
    // A run's own people are no set with a name, and three people give no interval.
    in.facts = {{"model", "20260101-run"}, {"run", "20260101-run"}};
    const std::vector<std::uint32_t> people{0, 0, 1, 1, 0, 1, 1, 2};
    in.result = eval::verifyScores(scores, same, people, {.bootstraps = 20});
    const auto own = toHtml(build(in, "en"));
    QVERIFY(own.find("was tested on people that the run 20260101-run kept back") != std::string::npos);
    QVERIFY(own.find("show the same person (no interval)") != std::string::npos);
    QVERIFY(toHtml(build(in, "zh")).find("（无置信区间）") != std::string::npos);
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
                             "98.15\u00A0% @ 0.04933", "1,770", "0.1 ± 0.2", "8/255", "< 0.0001"})
        QVERIFY2(isFigure(cell), cell);
    for (const char* cell : {"yes", "10 folds", "1,770 对", "e4", "…", "0a", "cpu", "mobilefacenet"})
        QVERIFY2(!isFigure(cell), cell);
    // In a column of figures alone, so that no line ends between a number and its unit.
    const auto html = toHtml(full("en"));
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

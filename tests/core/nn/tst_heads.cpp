// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/torch_compat.h" // before Qt

#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/nn/head.h"
#include "core/nn/triplet.h"
#include "tests/core/nn/tensors.h"
#include "tests/support/error_code.h"
#include "tests/support/python.h"
#include "tests/support/shared.h"

#include <QTest>

using namespace likeness;
using test::matrix;
using test::worst;

// The heads against the papers' formulas in PyTorch, in double, losses and both gradients.
class TestHeads : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void equalTheReference_data();
    void equalTheReference();
    void tripletEqualsTheReference();
    void tripletMinesAsItSays();
    void aFilteredIdentityIsNotPushedAway();
    void refusesAnUnknownHead();
};

namespace {

// Prints loss, gradients and statistics as JSON; written from the papers, apart from the program.
constexpr const char* kReference = R"(
import sys, json, math, torch
import torch.nn.functional as F
torch.set_default_dtype(torch.float64)
def answer(q):
    e = torch.tensor(q['rows'], requires_grad=True)
    w = torch.tensor(q['weights'], requires_grad=True)
    y = torch.tensor(q['labels'])
    s, m, share, name = q['s'], q['m'] * q['share'], q['share'], q['name']
    def unit(x): return x / x.norm(dim=1, keepdim=True)
    c = unit(e) @ unit(w).t()
    if name == 'subcenter':
        c = c.reshape(len(y), -1, q['centers']).max(dim=2).values
    if q['filter'] > 0:
        keep = (c.detach() <= q['filter'])
        keep[torch.arange(len(y)), y] = True
        c = c * keep
    hot = F.one_hot(y, c.shape[1]).bool()
    own = c[hot]
    extra = 0
    out = c.clone()
    stats = []
    if name in ('arcface', 'subcenter'):
        out[hot] = torch.cos(torch.acos(own) + m)
    elif name == 'cosface':
        out[hot] = own - m
    elif name == 'curricular':
        t = 0.01 * own.detach().mean() + 0.99 * 0
        target = torch.cos(torch.acos(own) + m)
        hard = c > target[:, None]
        out = torch.where(hard, c * (t + c), c)
        out[hot] = target
        stats = [t.item()]
    elif name == 'adaface':
        norm = e.detach().norm(dim=1).clamp(0.001, 100)
        mean = 0.01 * norm.mean() + 0.99 * 20
        std = 0.01 * norm.std() + 0.99 * 100
        z = ((norm - mean) / (std + 1e-3) * q['h']).clamp(-1, 1)
        theta = torch.acos(own) - m * z
        out[hot] = torch.cos(theta.clamp(1e-3, math.pi - 1e-3)) - (m + m * z)
        stats = [mean.item(), std.item()]
    elif name == 'magface':
        a = e.norm(dim=1).clamp(q['la'], q['ua'])
        angle = share * ((q['um'] - q['lm']) / (q['ua'] - q['la']) * (a - q['la']) + q['lm'])
        out[hot] = torch.cos(torch.acos(own) + angle)
        extra = q['lambda'] * (1 / a + a / q['ua'] ** 2).mean()
    p = F.log_softmax(out * s, dim=1)
    smooth = q['smooth']
    each = -(1 - smooth) * p[hot] - smooth * p.mean(dim=1)
    if q['gamma'] > 0:
        each = (1 - p[hot].exp()) ** q['gamma'] * each
    loss = each.mean() + extra
    loss.backward()
    return {'loss': loss.item(), 'e': e.grad.tolist(), 'w': w.grad.tolist(), 'stats': stats}

print(json.dumps([answer(q) for q in json.loads(sys.argv[1])]))
)";

Json rowsOf(const at::Tensor& t)
{
    Json rows = Json::array();
    for (std::int64_t i = 0; i < t.size(0); ++i) {
        Json row = Json::array();
        for (std::int64_t k = 0; k < t.size(1); ++k)
            row.push_back(t[i][k].item<double>());
        rows.push_back(std::move(row));
    }
    return rows;
}

// A head in double, and a batch for it: the same for the same options.
struct Scene {
    std::unique_ptr<nn::Head> head;
    at::Tensor rows, labels;
};
Scene sceneOf(const nn::HeadOptions& options)
{
    Scene scene{
        nn::makeHead(options, 5, 6, 1), {}, at::tensor(std::vector<std::int64_t>{0, 1, 2, 3, 4, 0, 2}, at::kLong)};
    at::manual_seed(3);
    scene.rows = at::randn({7, 6}, at::kDouble) * at::linspace(0.2, 3, 7, at::kDouble).view({-1, 1});
    for (auto& p : scene.head->parameters())
        p.value = p.trained ? at::randn(p.value.sizes(), at::kDouble).set_requires_grad(true) : p.value.to(at::kDouble);
    return scene;
}

nn::HeadOptions optionsOf(const Json& query)
{
    nn::HeadOptions options;
    options.name = query["name"].get<std::string>();
    options.s = query["s"].get<double>();
    options.interclassFilter = query["filter"].get<double>();
    options.labelSmoothing = query["smooth"].get<double>();
    options.magNormLow = query["la"].get<double>(); // lengths below, within and above
    options.magNormHigh = query["ua"].get<double>();
    return options;
}

} // namespace

void TestHeads::equalTheReference_data()
{
    LIKENESS_NEEDS_TORCH_IN_PYTHON();
    Json queries = Json::array();
    for (const char* name : {"softmax", "arcface", "cosface", "subcenter", "curricular", "adaface", "magface"})
        for (const bool everything : {false, true}) {
            const nn::HeadOptions plain;
            Json query = {{"name", name},
                          {"labels", {0, 1, 2, 3, 4, 0, 2}},
                          {"s", 8},
                          {"m", plain.m},
                          {"share", everything ? 0.6 : 1.0},
                          {"centers", plain.centers},
                          {"filter", everything ? 0.1 : 0.0},
                          {"smooth", everything ? 0.1 : 0.0},
                          {"gamma", everything ? 2.0 : 0.0},
                          {"h", plain.adafaceH},
                          {"la", 1},
                          {"ua", 4},
                          {"lm", plain.magMarginLow},
                          {"um", plain.magMarginHigh},
                          {"lambda", plain.magLambda}};
            const auto scene = sceneOf(optionsOf(query));
            query["rows"] = rowsOf(scene.rows);
            query["weights"] = rowsOf(scene.head->parameters()[0].value);
            queries.push_back(std::move(query));
        }
    const auto text = test::python(kReference, dumpJson(queries)); // in one process: it starts slowly
    QVERIFY2(!text.starts_with("failed"), text.c_str());
    const Json answers = parseJson(text, "the reference");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("answer");
    for (std::size_t i = 0; i < queries.size(); ++i)
        QTest::addRow("%s%s", queries[i]["name"].get<std::string>().c_str(), i % 2 == 0 ? "" : ", everything")
            << QByteArray::fromStdString(dumpJson(queries[i])) << QByteArray::fromStdString(dumpJson(answers[i]));
}

void TestHeads::equalTheReference()
{
    QFETCH(const QByteArray, query);
    QFETCH(const QByteArray, answer);
    const Json asked = Json::parse(query.toStdString()), expected = Json::parse(answer.toStdString());
    auto [head, rows, labels] = sceneOf(optionsOf(asked));
    rows.set_requires_grad(true);
    const auto outcome = head->loss(rows, labels, {asked["share"].get<double>(), asked["gamma"].get<double>()});
    outcome.loss.backward();
    const double loss = outcome.loss.item<double>();
    QVERIFY2(std::abs(loss / expected["loss"].get<double>() - 1) < 1e-9, std::to_string(loss).c_str());
    QVERIFY(worst(rows.grad(), matrix(expected["e"])) < 1e-9);
    QVERIFY(worst(head->parameters()[0].value.grad(), matrix(expected["w"])) < 1e-9);
    for (std::size_t i = 0; i < expected["stats"].size(); ++i)
        QVERIFY(std::abs(head->parameters()[1 + i].value.item<double>() - expected["stats"][i].get<double>()) < 1e-9);
}

void TestHeads::tripletEqualsTheReference()
{
    LIKENESS_NEEDS_SHARED("golden/triplet_semi_hard.json");
    const Json golden = readJsonFile(test::shared("golden/triplet_semi_hard.json"));
    const auto labels = at::tensor(golden["labels"].get<std::vector<std::int64_t>>(), at::kLong);
    const auto result =
        nn::tripletLoss(matrix(golden["embeddings"]), labels, golden["margin"].get<double>(), nn::Mining::SemiHard);
    QCOMPARE(result.kept.item<std::int64_t>(), golden["pairs_kept"].get<std::int64_t>());
    QVERIFY(std::abs(result.loss.item<double>() / golden["loss"].get<double>() - 1) < 1e-9);
}

void TestHeads::tripletMinesAsItSays()
{
    // On a circle: two people, two faces each, at 0°, 60° and 90°, 180°.
    const double turn = std::acos(-1.0) / 180;
    std::vector<double> values;
    for (const double degrees : {0.0, 60.0, 90.0, 180.0}) {
        values.push_back(2 * std::cos(degrees * turn));
        values.push_back(2 * std::sin(degrees * turn));
    }
    const auto rows = at::tensor(values, at::kDouble).reshape({4, 2}).set_requires_grad(true);
    const auto labels = at::tensor(std::vector<std::int64_t>{5, 5, 9, 9}, at::kLong);
    const auto d = [&](double degrees) { return 2 - 2 * std::cos(degrees * turn); };
    // Anchors in turn: farthest of their own, closest of the others.
    const double margin = 0.5;
    const double expected[] = {d(60) - d(90) + margin, d(60) - d(30) + margin, d(90) - d(30) + margin,
                               d(90) - d(120) + margin};
    double mean = 0;
    for (const double e : expected)
        mean += std::max(0.0, e) / 4;
    const auto hard = nn::tripletLoss(rows, labels, margin, nn::Mining::BatchHard);
    QVERIFY(std::abs(hard.loss.item<double>() - mean) < 1e-12);
    QCOMPARE(hard.kept.item<std::int64_t>(), 4);
    QCOMPARE(hard.correct.item<double>(), 0.5); // of the faces at 60° and 90° the closest is another person's
    hard.loss.backward();
    QVERIFY(rows.grad().abs().max().item<double>() > 0);
    // One person only: nothing to learn, and nothing that is not a number.
    const auto alone =
        nn::tripletLoss(rows.detach().set_requires_grad(true), at::zeros({4}, at::kLong), margin, nn::Mining::SemiHard);
    QCOMPARE(alone.loss.item<double>(), 0.0);
    QVERIFY(alone.loss.requires_grad());
}

void TestHeads::aFilteredIdentityIsNotPushedAway()
{
    nn::HeadOptions options;
    options.name = "arcface";
    options.interclassFilter = 0.5;
    options.s = 4;
    const auto head = nn::makeHead(options, 3, 2, 1);
    auto& weight = head->parameters()[0].value;
    // The second centre lies where the face of the first identity is, the third far away.
    weight = at::tensor(std::vector<float>{0.8f, 0.6f, 1, 0, 0, 1}).reshape({3, 2}).set_requires_grad(true);
    const auto rows = at::tensor(std::vector<float>{3, 0.3f}).reshape({1, 2}).set_requires_grad(true);
    head->loss(rows, at::zeros({1}, at::kLong), {}).loss.backward();
    QCOMPARE(weight.grad()[1].abs().max().item<double>(), 0.0);
    QVERIFY(weight.grad()[2].abs().max().item<double>() > 0);
    QVERIFY(weight.grad()[0].abs().max().item<double>() > 0);
}

void TestHeads::refusesAnUnknownHead()
{
    nn::HeadOptions options;
    options.name = "arcfaec";
    QCOMPARE(test::codeOf([&] { nn::makeHead(options, 3, 4, 1); }), std::string("bad_argument"));
}

QTEST_APPLESS_MAIN(TestHeads)
#include "tst_heads.moc"

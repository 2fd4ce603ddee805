// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/graph/cost.h"

#include <QTest>

using namespace likeness;
using namespace likeness::graph;

namespace {

// A graph on one picture of 3 × 8 × 6, with weights of zeros.
struct Model {
    Json nodes = Json::array();
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> weights;
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> integers; // name, values
    Json more = Json::object();                                              // keys of the graph

    Model&
    node(const char* op, const std::vector<std::string>& inputs, const char* output, Json attributes = Json::object())
    {
        nodes.push_back({{"op", op},
                         {"name", std::string("the ") + output},
                         {"inputs", inputs},
                         {"outputs", {output}},
                         {"attributes", std::move(attributes)}});
        return *this;
    }
    Model& weight(const char* name, std::vector<std::int64_t> shape)
    {
        weights.emplace_back(name, std::move(shape));
        return *this;
    }
    Model& whole(const char* name, std::vector<std::int64_t> values)
    {
        integers.emplace_back(name, std::move(values));
        return *this;
    }
    Cost cost() const
    {
        InputSpec input;
        input.height = 8;
        input.width = 6;
        input.crop = {0, 0, 112, 112};
        Json graph = {{"inputs", {"x"}}, {"outputs", {"y"}}, {"nodes", nodes}, {"opset", 13}};
        graph.update(more);
        std::vector<TensorView> tensors;
        const std::vector<std::uint8_t> zeros(1 << 16);
        for (const auto& [name, shape] : weights) {
            std::size_t size = 4;
            for (const auto side : shape)
                size *= static_cast<std::size_t>(side);
            tensors.push_back({name, DType::F32, shape, std::span(zeros).first(size)});
        }
        for (const auto& [name, values] : integers)
            tensors.push_back({name,
                               DType::I64,
                               {static_cast<std::int64_t>(values.size())},
                               {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * 8}});
        const Bytes image = serializeTensors(
            tensors, metadataWithSpec({{"role", "embedding"}, {"graph", graph}, {"input", input.toJson()}}));
        return costOf(TensorFile::parse(image));
    }
};

} // namespace

class TestCost : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void convolutions();
    void productsOfMatrices();
    void parametersAreWhatIsLearned();
    void shapesThatAreComputed();
    void resizesAndPads();
    void whatCannotBeKnownIsSaid();
    void hostileGraphs_data();
    void hostileGraphs();
};

void TestCost::convolutions()
{
    // 5 filters of 3×3×3 at every place of 8 × 6 (padded), then of every second: 4 × 3.
    Model m;
    m.weight("w", {5, 3, 3, 3}).weight("b", {5});
    m.node("Conv", {"x", "w", "b"}, "a", {{"pads", {1, 1, 1, 1}}});
    QCOMPARE(m.cost().multiplyAdds.value(), std::int64_t{8 * 6 * 5 * 27});
    QCOMPARE(m.cost().parameters, std::int64_t{5 * 27 + 5});
    m.nodes[0]["attributes"]["strides"] = {2, 2};
    QCOMPARE(m.cost().multiplyAdds.value(), std::int64_t{4 * 3 * 5 * 27});
    m.nodes[0]["attributes"] = {{"dilations", {2, 1}}}; // a kernel of 5 × 3 leaves 4 × 4
    QCOMPARE(m.cost().multiplyAdds.value(), std::int64_t{4 * 4 * 5 * 27});
    m.nodes[0]["attributes"] = {{"auto_pad", "SAME_UPPER"}, {"strides", {3, 3}}}; // ⌈8/3⌉ × ⌈6/3⌉
    QCOMPARE(m.cost().multiplyAdds.value(), std::int64_t{3 * 2 * 5 * 27});

    // By channel: each filter sees one.
    Model depthwise;
    depthwise.weight("w", {3, 1, 3, 3}).node("Conv", {"x", "w"}, "y", {{"group", 3}, {"pads", {1, 1, 1, 1}}});
    QCOMPARE(depthwise.cost().multiplyAdds.value(), std::int64_t{8 * 6 * 3 * 9});

    // Every number of the input meets every weight of its channel: 8·6·3 × 4·2·2; then 16 × 12 pixels of 4 channels.
    Model up;
    up.weight("w", {3, 4, 2, 2}).weight("v", {2, 4, 1, 1});
    up.node("ConvTranspose", {"x", "w"}, "a", {{"strides", {2, 2}}}).node("Conv", {"a", "v"}, "y");
    QCOMPARE(up.cost().multiplyAdds.value(), std::int64_t{8 * 6 * 3 * 16 + 16 * 12 * 2 * 4});

    // Pooling with a partial last window: 8 → 4, 6 → 3; then 3 → 2 and 4 → 2 by ceil_mode.
    Model pooled;
    pooled.weight("w", {1, 3, 1, 1});
    pooled.node("MaxPool", {"x"}, "a", {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}});
    pooled.node("AveragePool", {"a"}, "b", {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}, {"ceil_mode", 1}});
    pooled.node("Conv", {"b", "w"}, "c").node("GlobalAveragePool", {"c"}, "d").node("Flatten", {"d"}, "y");
    QCOMPARE(pooled.cost().multiplyAdds.value(), std::int64_t{2 * 2 * 3});
}

void TestCost::productsOfMatrices()
{
    Model m;
    m.weight("w", {10, 144}).weight("b", {10}).weight("v", {7, 10});
    m.node("Flatten", {"x"}, "a").node("Gemm", {"a", "w", "b"}, "c", {{"transB", 1}});
    m.node("Transpose", {"v"}, "t", {{"perm", {1, 0}}}).node("MatMul", {"c", "t"}, "y");
    QCOMPARE(m.cost().multiplyAdds.value(), std::int64_t{144 * 10 + 10 * 7});
    QCOMPARE(m.cost().parameters, std::int64_t{144 * 10 + 10 + 70});

    // Attention of 48 places of 3 numbers: q·kᵀ, then the weights times v; both are products of activations.
    Model attention;
    attention.whole("rows", {1, 3, 48}).node("Reshape", {"x", "rows"}, "k");
    attention.node("Transpose", {"k"}, "q", {{"perm", {0, 2, 1}}}).node("MatMul", {"q", "k"}, "s");
    attention.node("Softmax", {"s"}, "p", {{"axis", -1}}).node("MatMul", {"p", "q"}, "y");
    QCOMPARE(attention.cost().multiplyAdds.value(), std::int64_t{2 * 48 * 48 * 3});
    QCOMPARE(attention.cost().parameters, std::int64_t{0});
}

void TestCost::parametersAreWhatIsLearned()
{
    Model m;
    for (const char* name : {"scale", "shift", "mean", "variance"})
        m.weight(name, {3});
    m.weight("slope", {3, 1, 1}).weight("low", {}).weight("factor", {}).weight("unused", {100});
    m.node("BatchNormalization", {"x", "scale", "shift", "mean", "variance"}, "a");
    m.node("PRelu", {"a", "slope"}, "b").node("PRelu", {"b", "slope"}, "c"); // one weight, used twice
    m.node("Clip", {"c", "low"}, "d").node("Mul", {"d", "factor"}, "y");
    QCOMPARE(m.cost().parameters, std::int64_t{3 + 3 + 3});
    QCOMPARE(m.cost().multiplyAdds.value(), std::int64_t{0});
}

// As exporters write a view: the batch from the input, the rest open.
void TestCost::shapesThatAreComputed()
{
    Model m;
    m.whole("zero", {0}).whole("open", {-1}).whole("two", {2}).whole("one", {1}).weight("w", {72, 5});
    m.node("Shape", {"x"}, "s").node("Gather", {"s", "zero"}, "n", {{"axis", 0}});        // 1
    m.node("Slice", {"s", "one", "two", "zero"}, "c").node("Mul", {"c", "two"}, "twice"); // 3 · 2
    m.node("Div", {"twice", "two"}, "half").node("Sub", {"half", "one"}, "rows");         // 3 − 1
    m.node("Concat", {"n", "rows", "open"}, "shape", {{"axis", 0}});
    m.node("Reshape", {"x", "shape"}, "a").node("MatMul", {"a", "w"}, "y"); // 1 × 2 × 72
    QCOMPARE(m.cost().multiplyAdds.value(), std::int64_t{2 * 72 * 5});

    Model parts; // 3 channels as 1 and 2, of which the second comes to another end
    parts.whole("sizes", {1, 2}).weight("w", {4, 2, 1, 1}).weight("v", {4, 7, 1, 1});
    parts.nodes.push_back(
        {{"op", "Split"}, {"inputs", {"x", "sizes"}}, {"outputs", {"one", "two"}}, {"attributes", {{"axis", 1}}}});
    parts.node("Conv", {"two", "w"}, "a").node("Concat", {"a", "x"}, "b", {{"axis", 1}});
    parts.node("Conv", {"b", "v"}, "y");
    QCOMPARE(parts.cost().multiplyAdds.value(), std::int64_t{48 * 4 * 2 + 48 * 4 * 7});
}

void TestCost::resizesAndPads()
{
    Model m;
    m.whole("sizes", {1, 3, 16, 9}).whole("pads", {0, 0, 1, 0, 0, 0, 1, 2}).weight("w", {1, 3, 1, 1});
    m.node("Resize", {"x", "", "", "sizes"}, "a").node("Pad", {"a", "pads"}, "b").node("Conv", {"b", "w"}, "y");
    QCOMPARE(m.cost().multiplyAdds.value(), std::int64_t{18 * 11 * 3});
    // Blocks of 2 × 2 become channels: 4 × 3 of 12.
    Model blocks;
    blocks.weight("w", {1, 12, 1, 1}).node("SpaceToDepth", {"x"}, "a", {{"blocksize", 2}});
    blocks.node("Conv", {"a", "w"}, "b").node("ReduceMean", {"b"}, "c", {{"axes", {2}}, {"keepdims", 0}});
    blocks.whole("three", {3}).weight("v", {3, 2}).node("MatMul", {"c", "v"}, "y");
    QCOMPARE(blocks.cost().multiplyAdds.value(), std::int64_t{4 * 3 * 12 + 3 * 2});
}

void TestCost::whatCannotBeKnownIsSaid()
{
    Model m; // how much is left depends on the picture
    m.weight("w", {3, 2, 1, 1}).weight("v", {4, 3, 1, 1});
    m.node("Conv", {"x", "v"}, "first").node("Cast", {"x"}, "i", {{"to", 7}}).node("Reshape", {"x", "i"}, "a");
    m.node("Conv", {"a", "w"}, "lost").node("Relu", {"lost"}, "y");
    const Cost cost = m.cost();
    QVERIFY(!cost.multiplyAdds);
    QCOMPARE(cost.unknown, std::string("Conv \"the lost\""));
    QCOMPARE(cost.parameters, std::int64_t{12 + 6}); // these are known all the same

    Model wrong; // weights for two channels, and there are three
    wrong.weight("w", {3, 2, 1, 1}).node("Conv", {"x", "w"}, "y");
    QVERIFY(!wrong.cost().multiplyAdds);
    Model fixed; // what the file fixes counts, but for the batch
    fixed.more = {{"input_shape", {8, 3, 20, Json()}}};
    fixed.weight("w", {1, 3, 1, 1}).node("Conv", {"x", "w"}, "y");
    QCOMPARE(fixed.cost().multiplyAdds.value(), std::int64_t{20 * 6 * 3});
}

void TestCost::hostileGraphs_data()
{
    QTest::addColumn<QByteArray>("nodes");
    const auto row = [](const char* name, const char* nodes) { QTest::newRow(name) << QByteArray(nodes); };
    row("enormous tile",
        R"([{"op":"Tile","inputs":["x","huge"],"outputs":["y"]},{"op":"MatMul","inputs":["y","y"],"outputs":["z"]}])");
    row("negative sides",
        R"([{"op":"Expand","inputs":["x","minus"],"outputs":["y"]},{"op":"MatMul","inputs":["y","y"],"outputs":["z"]}])");
    row("long range",
        R"([{"op":"Range","inputs":["none","far","step"],"outputs":["y"]},{"op":"MatMul","inputs":["y","y"],"outputs":["z"]}])");
    row("strides of 0",
        R"([{"op":"MaxPool","inputs":["x"],"outputs":["y"],"attributes":{"kernel_shape":[2,2],"strides":[0,0]}},{"op":"MatMul","inputs":["y","y"],"outputs":["z"]}])");
    row("largest dilation",
        R"([{"op":"MaxPool","inputs":["x"],"outputs":["y"],"attributes":{"kernel_shape":[1000000000000,2],"dilations":[1000000000000,1]}},{"op":"MatMul","inputs":["y","y"],"outputs":["z"]}])");
    row("axes out of range",
        R"([{"op":"Concat","inputs":["x","x"],"outputs":["y"],"attributes":{"axis":-9223372036854775808}},{"op":"MatMul","inputs":["y","y"],"outputs":["z"]}])");
    row("a table of rows and columns, cut",
        R"([{"op":"Unsqueeze","inputs":["row"],"outputs":["up"],"attributes":{"axes":[1]}},{"op":"Add","inputs":["up","column"],"outputs":["t"]},{"op":"Reshape","inputs":["t","open"],"outputs":["r"]},{"op":"Slice","inputs":["r","step","far"],"outputs":["y"]},{"op":"MatMul","inputs":["lost","y"],"outputs":["z"]}])");
    row("slices by the largest numbers",
        R"([{"op":"Slice","inputs":["x"],"outputs":["y"],"attributes":{"starts":[9223372036854775807],"ends":[-9223372036854775808],"axes":[2],"steps":[-9223372036854775808]}},{"op":"MatMul","inputs":["y","y"],"outputs":["z"]}])");
    row("split beyond the end",
        R"([{"op":"Split","inputs":["row"],"outputs":["a","b"],"attributes":{"split":[1,9223372036854775807]}},{"op":"MatMul","inputs":["b","b"],"outputs":["z"]}])");
}

// No file makes it allocate, loop or overflow: it does not know.
void TestCost::hostileGraphs()
{
    QFETCH(const QByteArray, nodes);
    Model m;
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    m.nodes = parseJson(nodes.toStdString(), "nodes");
    m.whole("huge", {kMost, kMost, kMost, kMost}).whole("minus", {-1, -kMost}).whole("none", {0}).whole("far", {kMost});
    m.whole("step", {1}).whole("row", {1, 2, 3}).whole("column", {4, 5, 6}).whole("open", {-1});
    const Cost cost = m.cost();
    QVERIFY(!cost.multiplyAdds);
    QVERIFY(cost.unknown.starts_with("MatMul"));

    Model broken;
    broken.nodes = {{{"op", 3}}};
    QVERIFY_THROWS_EXCEPTION(Error, broken.cost());
    broken.nodes = {{{"op", "Relu"}, {"inputs", "x"}, {"outputs", {"y"}}}};
    QVERIFY_THROWS_EXCEPTION(Error, broken.cost());
    broken.nodes = Json::array();
    broken.more = {{"input_shape", {1, 3, -kMost, 4}}};
    QVERIFY_THROWS_EXCEPTION(Error, broken.cost());
    broken.more = {{"nodes", 5}};
    QVERIFY_THROWS_EXCEPTION(Error, broken.cost());
}

QTEST_APPLESS_MAIN(TestCost)
#include "tst_cost.moc"

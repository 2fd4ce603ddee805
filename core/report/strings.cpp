// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/strings.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>

namespace likeness::report {
namespace {

struct Entry {
    std::string_view id, en, zh;
};

// clang-format off
constexpr std::array kTable{
    Entry{"summary", "Summary", "摘要"},
    Entry{"summary.accuracy",
          "For %1 of %2 pairs the model says rightly whether both pictures show the same person (95 % interval %3). It was asked about %4 pairs of the same person and %5 of different people.",
          "在 %2 对图片中，模型对 %1 正确判断了两张图片是否为同一人（95 % 置信区间 %3）。其中 %4 对为同一人，%5 对为不同的人。"},
    Entry{"summary.operating",
          "With a threshold of %1 it takes at most one in %2 pairs of strangers for the same person, and then still recognises %3 of the genuine pairs (95 % interval %4).",
          "以 %1 为阈值时，每 %2 对陌生人中至多误认一对，同时仍能认出 %3 的真实配对（95 % 置信区间 %4）。"},
    Entry{"summary.budget",
          "This set has %1 pairs of different people. That is enough to speak about false accept rates down to %2; rates below that rest on fewer than ten false accepts and are marked.",
          "本测试集包含 %1 对不同的人，足以评估低至 %2 的误识率；更低的误识率所依据的误识不足十次，已加以标注。"},
    Entry{"summary.none",
          "This set has only %1 pairs of different people: too few for a statement about any false accept rate. Take the operating points below as a hint.",
          "本测试集只有 %1 对不同的人，不足以对任何误识率下结论。以下工作点仅供参考。"},
    Entry{"summary.chance",
          "That is no better than chance (area under the ROC curve %1, where 0.5 is guessing): the model has not learnt to tell these people apart. Train longer, with more people, or with a lower learning rate.",
          "这与随机猜测无异（ROC 曲线下面积为 %1，0.5 即为猜测）：模型尚未学会区分这些人。请延长训练、增加人数或降低学习率。"},
    Entry{"summary.worst",
          "The pairs that it got most wrong are shown below. A wrong label is the most common reason: look at them before blaming the model.",
          "下方展示了判断错得最离谱的配对。最常见的原因是标签错误：请先查看它们，再评判模型。"},
    Entry{"key", "Key figures", "关键指标"},
    Entry{"measure", "Measure", "指标"},
    Entry{"value", "Value", "数值"},
    Entry{"interval", "95 % interval", "95 % 置信区间"},
    Entry{"basis", "Based on", "依据"},
    Entry{"accuracy", "Accuracy, 10 folds", "准确率（10 折）"},
    Entry{"accuracy.std", "Standard deviation over folds", "各折标准差"},
    Entry{"accuracy.se", "Standard error over folds", "各折标准误"},
    Entry{"threshold", "Threshold (cosine)", "阈值（余弦）"},
    Entry{"auc", "Area under the ROC curve", "ROC 曲线下面积"},
    Entry{"eer", "Equal error rate", "等错误率"},
    Entry{"fisher", "Fisher ratio of the scores", "得分的 Fisher 比"},
    Entry{"dprime", "Decidability d′", "可分性 d′"},
    Entry{"trace", "Fisher trace ratio of the embeddings", "特征的 Fisher 迹比"},
    Entry{"pairs", "%1 pairs", "%1 对"},
    Entry{"genuine.n", "%1 genuine pairs", "%1 对真实配对"},
    Entry{"impostor.n", "%1 impostor pairs", "%1 对冒充配对"},
    Entry{"folds.n", "%1 folds", "%1 折"},
    Entry{"operating", "Operating points", "工作点"},
    Entry{"operating.note",
          "Each row keeps the share of strangers taken for the same person (FPR) at or below its target and shows the share of genuine pairs recognised (TPR).",
          "每一行都将陌生人被误认为同一人的比例（FPR）控制在目标值以内，并给出真实配对被认出的比例（TPR）。"},
    Entry{"target", "Target FPR", "目标 FPR"},
    Entry{"tpr", "TPR", "TPR"},
    Entry{"achieved", "Achieved FPR", "实际 FPR"},
    Entry{"budget", "False accepts allowed", "允许误识次数"},
    Entry{"nearest", "TPR, nearest-FPR rule", "TPR（最近 FPR 法）"},
    Entry{"sufficient", "Enough data", "数据充足"},
    Entry{"yes", "yes", "是"},
    Entry{"no", "no", "否"},
    Entry{"roc", "ROC curve", "ROC 曲线"},
    Entry{"roc.note", "How many genuine pairs are recognised (up) for a share of strangers let through (right, logarithmic). The shaded part rests on fewer than ten false accepts.",
          "纵轴为被认出的真实配对比例，横轴（对数）为被放过的陌生人比例。阴影部分所依据的误识不足十次。"},
    Entry{"det", "Error trade-off (DET)", "错误权衡曲线（DET）"},
    Entry{"hist", "Similarity of genuine and impostor pairs", "真实配对与冒充配对的相似度"},
    Entry{"hist.note", "The less the two hills overlap, the better the model tells people apart.", "两座山峰重叠越少，模型区分人的能力越强。"},
    Entry{"loss", "Training loss", "训练损失"},
    Entry{"auc.time", "AUC during training", "训练过程中的 AUC"},
    Entry{"training", "Training", "训练过程"},
    Entry{"numbers", "The numbers of this figure", "本图数据"},
    Entry{"fpr", "FPR", "FPR"},
    Entry{"fnr", "FNR", "FNR"},
    Entry{"axis.fpr", "False positive rate", "误识率（FPR）"},
    Entry{"axis.tpr", "True positive rate", "通过率（TPR）"},
    Entry{"axis.fnr", "False negative rate", "漏识率（FNR）"},
    Entry{"axis.cosine", "Cosine similarity", "余弦相似度"},
    Entry{"axis.share", "Share of pairs", "配对占比"},
    Entry{"axis.step", "Step", "步数"},
    Entry{"axis.loss", "Loss", "损失"},
    Entry{"axis.epoch", "Epoch", "轮次"},
    Entry{"unreliable", "fewer than 10 false accepts", "误识不足 10 次"},
    Entry{"chance", "chance", "随机"},
    Entry{"genuine", "Genuine", "真实"},
    Entry{"impostor", "Impostor", "冒充"},
    Entry{"cosine", "Cosine", "余弦"},
    Entry{"separability", "Separability", "可分离性"},
    Entry{"distance", "Distance (1 − cosine)", "距离（1 − 余弦）"},
    Entry{"intra", "Same person", "同一人"},
    Entry{"inter", "Different people", "不同的人"},
    Entry{"count", "Pairs", "配对数"},
    Entry{"mean", "Mean", "均值"},
    Entry{"std", "Std.", "标准差"},
    Entry{"p05", "5 %", "5 %"},
    Entry{"p50", "Median", "中位数"},
    Entry{"p95", "95 %", "95 %"},
    Entry{"folds", "Folds", "各折结果"},
    Entry{"fold", "Fold", "折"},
    Entry{"worst", "Worst pairs", "最差配对"},
    Entry{"worst.accepts", "Different people with the highest similarity", "相似度最高的不同人配对"},
    Entry{"worst.rejects", "The same person with the lowest similarity", "相似度最低的同一人配对"},
    Entry{"pair.caption", "%1 · %2 — cosine %3", "%1 · %2 — 余弦 %3"},
    Entry{"facts", "How this was measured", "测量方式"},
    Entry{"fact", "Item", "项目"},
    Entry{"conventions", "Conventions", "约定"},
    Entry{"convention.accuracy",
          "Accuracy: contiguous folds; in each, the distance threshold (0, 0.01, … 3.99 on 2 − 2·cosine, strictly below) that is best on the other folds, scored on the one held out. Mean and standard deviation with ddof 0.",
          "准确率：按顺序分折；每折取在其余折上最优的距离阈值（2 − 2·余弦，取 0、0.01、…、3.99，严格小于），并在留出折上评分。报告均值与标准差（ddof 0）。"},
    Entry{"convention.balanced",
          "The pairs were drawn, and there are more of one kind. As in the LFW protocol, accuracy and its threshold take %1 pairs of each kind, evenly from all; every other figure takes all %2 genuine and %3 impostor pairs.",
          "配对为随机抽取，且两类数量不等。与 LFW 协议一致，准确率及其阈值从全部配对中均匀取两类各 %1 对；其余各项指标使用全部 %2 对真实配对与 %3 对冒充配对。"},
    Entry{"convention.tpr",
          "TPR at FPR: the largest FPR at or below the target, without interpolation. The nearest-FPR rule of the IJB tables, whose FPR may exceed the target, stands beside it for comparison with papers.",
          "TPR@FPR：取不超过目标的最大 FPR，不作插值。IJB 表格所用的最近 FPR 法（实际 FPR 可能超过目标）一并列出，便于与论文比较。"},
    Entry{"convention.val", "VAL at FAR 0.001, facenet's protocol with the largest threshold that fits: %1 ± %2 at FAR %3.",
          "VAL@FAR 0.001（facenet 协议，取满足条件的最大阈值）：%1 ± %2，实际 FAR 为 %3。"},
    Entry{"convention.ci.identities", "Intervals: 2.5th to 97.5th percentile of %1 resamples of the %2 identities; with few identities they are rough.", "置信区间：对 %2 个身份重采样 %1 次所得的 2.5 至 97.5 百分位；身份较少时仅为粗略估计。"},
    Entry{"convention.ci.none", "No intervals: the set has %1 identities, and fewer than 5 cannot say how far the figures carry.", "无置信区间：测试集只有 %1 个身份，少于 5 个身份时无法判断这些数值的可靠程度。"},
    Entry{"convention.ci.pairs",
          "Intervals: 2.5th to 97.5th percentile of %1 resamples of pairs. The set does not say who is who, so pairs were resampled and the intervals are narrower than they should be.",
          "置信区间：对配对重采样 %1 次所得的 2.5 至 97.5 百分位。测试集未给出身份信息，只能对配对重采样，因此区间偏窄。"},
    Entry{"convention.fisher",
          "Fisher ratio: (μ₁ − μ₂)² / (σ₁² + σ₂²) of genuine and impostor cosines; d′ = |μ₁ − μ₂| / √((σ₁² + σ₂²) / 2); trace ratio: tr(S_B) / tr(S_W) of the embeddings.",
          "Fisher 比：真实与冒充余弦的 (μ₁ − μ₂)² / (σ₁² + σ₂²)；d′ = |μ₁ − μ₂| / √((σ₁² + σ₂²) / 2)；迹比：特征的 tr(S_B) / tr(S_W)。"},
    Entry{"model", "Model", "模型"},
    Entry{"model_hash", "Model hash", "模型哈希"},
    Entry{"set", "Set", "测试集"},
    Entry{"set_hash", "Set hash", "测试集哈希"},
    Entry{"snapshot", "Dataset version", "数据集版本"},
    Entry{"run", "Run", "训练编号"},
    Entry{"input", "Input of the model", "模型输入"},
    Entry{"embedding", "Embedding", "特征"},
    Entry{"embedding.value", "%1 dimensions; crop and mirrored crop added, then normalised", "%1 维；原图与镜像特征相加后归一化"},
    Entry{"identities", "Identities", "身份数"},
    Entry{"images", "Images", "图片数"},
    Entry{"left_out", "Images left out", "未使用的图片"},
    Entry{"device", "Device", "设备"},
    Entry{"precision", "Precision", "精度"},
    Entry{"seed", "Seed", "随机种子"},
    Entry{"version", "Likeness", "Likeness"},
    Entry{"library", "LibTorch", "LibTorch"},
    Entry{"backbone", "Backbone", "骨干网络"},
    Entry{"head", "Loss", "损失函数"},
    Entry{"alignment", "Alignment", "对齐"},
    Entry{"generated", "Made by Likeness. The same model and data give the same report, byte for byte.", "由 Likeness 生成。相同的模型与数据会得到逐字节相同的报告。"},
};
// clang-format on

} // namespace

std::string text(std::string_view id, const std::string& language, std::initializer_list<std::string> arguments)
{
    const auto* const at = std::find_if(kTable.begin(), kTable.end(), [&](const Entry& e) { return e.id == id; });
    if (at == kTable.end())
        throw Error(ErrorCode::Internal, "The report has no sentence \"" + std::string(id) + "\".");
    const std::string_view pattern = language == "zh" ? at->zh : at->en;
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool placeholder =
            pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9';
        const auto number = placeholder ? static_cast<std::size_t>(pattern[i + 1] - '1') : arguments.size();
        if (number < arguments.size()) {
            out += arguments.begin()[number];
            ++i;
        } else {
            out += pattern[i];
        }
    }
    return out;
}

} // namespace likeness::report

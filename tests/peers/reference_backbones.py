#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The networks of core/nn/backbone_*.cpp in plain PyTorch, after the same papers and with the same names, so that a state
dict of one loads into the other. For every network it prints a line of JSON with its tensors' names and shapes. With
a FOLDER it also draws every tensor at random, writes FOLDER/NAME-EMBEDDING-SIDE[-cbam].pth (torch.save of the state
dict), and prints the rows that the network in evaluation mode gives for two pictures.

usage: reference_backbones.py NAME:EMBEDDING:SIDE[:cbam] … [--out FOLDER]
"""
import argparse
import json
import math
import pathlib

import torch
from torch import nn


def conv(i, o, kernel, stride=1, padding=0, groups=1, bias=False):
    return nn.Conv2d(i, o, kernel, stride, padding, groups=groups, bias=bias)


class Named(nn.Module):
    """Children by name; how they are joined is said by `join`."""

    def __init__(self, join, **children):
        super().__init__()
        for name, child in children.items():
            self.add_module(name, child)
        self.join = join

    def forward(self, x):
        return self.join(self, x)


def cbam(channels):
    """Woo et al. 2018: a shared perceptron over averages and maxima of channels, then a 7 by 7 convolution over places."""
    def weigh_channels(m, x):
        shared = lambda v: m.fc2(torch.relu(m.fc1(v)))
        weight = torch.sigmoid(shared(x.mean((2, 3))) + shared(x.amax((2, 3))))
        return x * weight[:, :, None, None]

    def weigh_places(m, x):
        seen = torch.stack([x.amax(1), x.mean(1)], 1)
        return x * torch.sigmoid(m.bn(m.conv(seen)))

    narrow = channels // 16
    return Named(lambda m, x: m.spatial(m.channel(x)),
                 channel=Named(weigh_channels, fc1=nn.Linear(channels, narrow), fc2=nn.Linear(narrow, channels)),
                 spatial=Named(weigh_places, conv=conv(2, 1, 7, padding=3), bn=nn.BatchNorm2d(1)))


def iresnet(blocks):
    def unit(i, o, stride, attention):
        def join(m, x):
            y = m.bn3(m.conv2(m.prelu(m.bn2(m.conv1(m.bn1(x))))))
            y = m.cbam(y) if attention else y
            return y + (m.downsample(x) if stride == 2 else x)

        parts = {"bn1": nn.BatchNorm2d(i), "conv1": conv(i, o, 3, 1, 1), "bn2": nn.BatchNorm2d(o), "prelu": nn.PReLU(o),
                 "conv2": conv(o, o, 3, stride, 1), "bn3": nn.BatchNorm2d(o)}
        if attention:
            parts["cbam"] = cbam(o)
        if stride == 2:
            parts["downsample"] = nn.Sequential(conv(i, o, 1, 2), nn.BatchNorm2d(o))
        return Named(join, **parts)

    def build(embedding, side, attention):
        layers, width = {}, 64
        for n, count in enumerate(blocks):
            out = 64 << n
            layers[f"layer{n + 1}"] = nn.Sequential(*[unit(width if k == 0 else out, out, 2 if k == 0 else 1, attention)
                                                      for k in range(count)])
            width = out

        def join(m, x):
            x = m.prelu(m.bn1(m.conv1(x)))
            for name in layers:
                x = getattr(m, name)(x)
            return m.features(m.fc(m.bn2(x).flatten(1)))

        return Named(join, conv1=conv(3, 64, 3, 1, 1), bn1=nn.BatchNorm2d(64), prelu=nn.PReLU(64), **layers,
                     bn2=nn.BatchNorm2d(512), fc=nn.Linear(512 * (side // 16) ** 2, embedding),
                     features=nn.BatchNorm1d(embedding))
    return build


def mobilefacenet(scale):
    def layers(*parts):
        return Named(lambda m, x: m.layers(x), layers=nn.Sequential(*parts))

    def block(i, o, kernel, stride=1, padding=0, groups=1):
        return layers(conv(i, o, kernel, stride, padding, groups), nn.BatchNorm2d(o), nn.PReLU(o))

    def bottleneck(i, o, stride, middle, attention=None):
        inner = nn.Sequential(block(i, middle, 1), block(middle, middle, 3, stride, 1, middle),
                              layers(conv(middle, o, 1), nn.BatchNorm2d(o)))
        if attention is None:
            return Named(lambda m, x: m.layers(x), layers=inner)
        parts = {"cbam": cbam(o)} if attention else {}
        return Named(lambda m, x: x + (m.cbam(m.layers(x)) if attention else m.layers(x)), layers=inner, **parts)

    def build(embedding, side, attention):
        n, w = 64 * scale, 128 * scale
        repeat = lambda width, count, middle: layers(*[bottleneck(width, width, 1, middle, attention)
                                                       for _ in range(count)])
        body = nn.Sequential(block(3, n, 3, 2, 1), block(n, n, 3, 1, 1, 64), bottleneck(n, n, 2, 128), repeat(n, 4, 128),
                             bottleneck(n, w, 2, 256), repeat(w, 6, 256), bottleneck(w, w, 2, 512), repeat(w, 2, 256))
        end = layers(layers(conv(512, 512, side // 16, groups=512), nn.BatchNorm2d(512)), nn.Flatten(),
                     nn.Linear(512, embedding, bias=False), nn.BatchNorm1d(embedding))
        return Named(lambda m, x: m.features(m.conv_sep(m.layers(x))), layers=body, conv_sep=block(w, 512, 1),
                     features=end)
    return build


def inception_resnet_v1(embedding, side, attention):
    def unit(i, o, kernel, stride=1, padding=0):
        return Named(lambda m, x: torch.relu(m.bn(m.conv(x))), conv=conv(i, o, kernel, stride, padding),
                     bn=nn.BatchNorm2d(o, eps=1e-3))

    def branches(i, shapes):
        out = {}
        for b, shape in enumerate(shapes):
            units, width = [], i
            for s in shape:
                units.append(unit(width, *s))
                width = s[0]
            out[f"branch{b}"] = units[0] if len(units) == 1 else nn.Sequential(*units)
        return out

    def through(m, x):
        return [branch(x) for name, branch in m.named_children() if name.startswith("branch")]

    def residual(width, shapes, scale, last=False):
        def join(m, x):
            y = x + scale * m.conv2d(torch.cat(through(m, x), 1))
            return y if last else torch.relu(y)
        return Named(join, **branches(width, shapes),
                     conv2d=conv(sum(s[-1][0] for s in shapes), width, 1, bias=True))

    def reduction(i, shapes):
        return Named(lambda m, x: torch.cat(through(m, x) + [nn.functional.max_pool2d(x, 3, 2)], 1), **branches(i, shapes))

    b35 = [[(32, 1)], [(32, 1), (32, 3, 1, 1)], [(32, 1), (32, 3, 1, 1), (32, 3, 1, 1)]]
    b17 = [[(128, 1)], [(128, 1), (128, (1, 7), 1, (0, 3)), (128, (7, 1), 1, (3, 0))]]
    b8 = [[(192, 1)], [(192, 1), (192, (1, 3), 1, (0, 1)), (192, (3, 1), 1, (1, 0))]]
    parts = {"conv2d_1a": unit(3, 32, 3, 2), "conv2d_2a": unit(32, 32, 3), "conv2d_2b": unit(32, 64, 3, 1, 1),
             "maxpool_3a": nn.MaxPool2d(3, 2), "conv2d_3b": unit(64, 80, 1), "conv2d_4a": unit(80, 192, 3),
             "conv2d_4b": unit(192, 256, 3, 2),
             "repeat_1": nn.Sequential(*[residual(256, b35, 0.17) for _ in range(5)]),
             "mixed_6a": reduction(256, [[(384, 3, 2)], [(192, 1), (192, 3, 1, 1), (256, 3, 2)]]),
             "repeat_2": nn.Sequential(*[residual(896, b17, 0.1) for _ in range(10)]),
             "mixed_7a": reduction(896, [[(256, 1), (384, 3, 2)], [(256, 1), (256, 3, 2)],
                                         [(256, 1), (256, 3, 1, 1), (256, 3, 2)]]),
             "repeat_3": nn.Sequential(*[residual(1792, b8, 0.2) for _ in range(5)]),
             "block8": residual(1792, b8, 1, last=True),
             "avgpool_1a": nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
             "last_linear": nn.Linear(1792, embedding, bias=False),
             "last_bn": nn.BatchNorm1d(embedding, eps=1e-3)}

    def join(m, x):
        for name in parts:
            x = getattr(m, name)(x)
        return x
    return Named(join, **parts)


def vgg16_face(embedding, side, attention):
    parts, width = {}, 3
    for stage, (count, out) in enumerate([(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)], 1):
        for k in range(1, count + 1):
            parts[f"conv{stage}_{k}"] = conv(width, out, 3, 1, 1, bias=True)
            parts[f"relu{stage}_{k}"] = nn.ReLU()
            width = out
        parts[f"pool{stage}"] = nn.MaxPool2d(2)
    parts["flat"] = nn.Flatten()
    parts["fc6"], parts["relu6"] = nn.Linear(512 * (side // 32) ** 2, 4096), nn.ReLU()
    parts["fc7"], parts["relu7"] = nn.Linear(4096, 4096), nn.ReLU()
    parts["fc8"] = nn.Linear(4096, embedding)

    def join(m, x):
        for name in parts:
            x = getattr(m, name)(x)
        return x
    return Named(join, **parts)


def vit(width):
    def attend(m, x):
        n, tokens, _ = x.shape
        q, k, v = m.qkv(x).chunk(3, -1)
        heads = lambda t: t.reshape(n, tokens, 8, width // 8).transpose(1, 2)
        weight = (heads(q) @ heads(k).transpose(-1, -2) / math.sqrt(width // 8)).softmax(-1)
        return m.proj((weight @ heads(v)).transpose(1, 2).reshape(n, tokens, width))

    def block():
        def join(m, x):
            x = x + m.attn(m.norm1(x))
            return x + m.mlp(m.norm2(x))
        return Named(join, norm1=nn.LayerNorm(width),
                     attn=Named(attend, qkv=nn.Linear(width, 3 * width, bias=False), proj=nn.Linear(width, width)),
                     norm2=nn.LayerNorm(width),
                     mlp=Named(lambda m, x: m.fc2(nn.functional.relu6(m.fc1(x))), fc1=nn.Linear(width, 4 * width),
                               fc2=nn.Linear(4 * width, width)))

    def build(embedding, side, attention):
        tokens = (side // 9) ** 2

        def join(m, x):
            x = m.patch_embed.proj(x).flatten(2).transpose(1, 2) + m.pos_embed
            return m.feature(m.norm(m.blocks(x)).flatten(1))

        net = Named(join, patch_embed=Named(None, proj=conv(3, width, 9, 9, bias=True)),
                    blocks=nn.Sequential(*[block() for _ in range(12)]), norm=nn.LayerNorm(width),
                    feature=nn.Sequential(nn.Linear(width * tokens, width, bias=False), nn.BatchNorm1d(width, eps=2e-5),
                                          nn.Linear(width, embedding, bias=False), nn.BatchNorm1d(embedding, eps=2e-5)))
        net.pos_embed = nn.Parameter(torch.zeros(1, tokens, width))
        return net
    return build


NETWORKS = {"mobilefacenet": mobilefacenet(2), "mobilefacenet_small": mobilefacenet(1),
            "iresnet18": iresnet((2, 2, 2, 2)), "iresnet34": iresnet((3, 4, 6, 3)), "iresnet50": iresnet((3, 4, 14, 3)),
            "iresnet100": iresnet((3, 13, 30, 3)), "iresnet200": iresnet((6, 26, 60, 6)),
            "inception_resnet_v1": inception_resnet_v1, "vgg16_face": vgg16_face, "vit_t": vit(256), "vit_s": vit(512)}


def draw(net):
    """Every tensor at random, so that none of them may be left out unnoticed."""
    with torch.no_grad():
        for name, t in net.state_dict().items():
            if name.endswith("running_var"):
                t.uniform_(0.5, 1.5)
            elif t.dim() >= 2 and name != "pos_embed":
                t.normal_(0, math.sqrt(1.6 / t[0].numel()))
            elif t.is_floating_point():
                t.uniform_(0.5, 1.5) if name.endswith("weight") else t.uniform_(-0.2, 0.2)


def pictures(side):
    """Two pictures that need no random generator: the test computes the same."""
    k = torch.arange(2 * 3 * side * side, dtype=torch.float64)
    return torch.sin(k * k % 1013 * 0.37).to(torch.float32).reshape(2, 3, side, side)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="+", metavar="NAME:EMBEDDING:SIDE[:cbam]")
    parser.add_argument("--out", type=pathlib.Path)
    arguments = parser.parse_args()
    torch.manual_seed(1)
    for given in arguments.networks:
        name, embedding, side, *attention = given.split(":")
        net = NETWORKS[name](int(embedding), int(side), bool(attention)).eval()
        state = net.state_dict()
        told = {"network": given, "tensors": {k: list(v.shape) for k, v in state.items() if "num_batches" not in k}}
        if arguments.out:
            draw(net)
            torch.save(state, arguments.out / f"{given.replace(':', '-')}.pth")
            with torch.no_grad():
                told["output"] = net(pictures(int(side))).flatten().tolist()
        print(json.dumps(told))


if __name__ == "__main__":
    main()

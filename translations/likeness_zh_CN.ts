<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>CaptureCoach</name>
    <message>
        <source>No face in the picture: look into the camera</source>
        <translation>画面中没有人脸：请看向摄像头</translation>
    </message>
    <message>
        <source>Too small: move closer</source>
        <translation>人脸太小：请靠近一些</translation>
    </message>
    <message>
        <source>Too dark: more light on the face</source>
        <translation>太暗：请给面部补光</translation>
    </message>
    <message>
        <source>Too bright: less light on the face</source>
        <translation>太亮：请减弱面部光线</translation>
    </message>
    <message>
        <source>Hardly any contrast: clean the lens or change the light</source>
        <translation>几乎没有对比度：请清洁镜头或调整光线</translation>
    </message>
    <message>
        <source>Blurred: hold still</source>
        <translation>画面模糊：请保持不动</translation>
    </message>
    <message>
        <source>Partly outside: move to the middle</source>
        <translation>部分超出画面：请移到中间</translation>
    </message>
    <message>
        <source>Turned too far: turn back a little</source>
        <translation>转得太多：请往回转一点</translation>
    </message>
    <message>
        <source>Same as the picture before: turn a little</source>
        <translation>与上一张相同：请稍微转动</translation>
    </message>
    <message>
        <source>front</source>
        <translation>正面</translation>
    </message>
    <message>
        <source>left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>up</source>
        <translation>上</translation>
    </message>
    <message>
        <source>down</source>
        <translation>下</translation>
    </message>
    <message>
        <source>Next: look straight ahead</source>
        <translation>下一张：请直视前方</translation>
    </message>
    <message>
        <source>Next: turn a little to the left of the picture</source>
        <translation>下一张：请向画面左侧稍微转头</translation>
    </message>
    <message>
        <source>Next: turn a little to the right of the picture</source>
        <translation>下一张：请向画面右侧稍微转头</translation>
    </message>
    <message>
        <source>Next: look up a little</source>
        <translation>下一张：请稍微抬头</translation>
    </message>
    <message>
        <source>Next: look down a little</source>
        <translation>下一张：请稍微低头</translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message>
        <source>A point has no position (%1).</source>
        <translation>有一个点没有位置（%1）。</translation>
    </message>
    <message>
        <source>A point lies outside the photograph (%1).</source>
        <translation>有一个点位于照片之外（%1）。</translation>
    </message>
    <message>
        <source>The points fall together.</source>
        <translation>各点重叠在一起。</translation>
    </message>
    <message>
        <source>Left and right are exchanged.</source>
        <translation>左右颠倒。</translation>
    </message>
    <message>
        <source>The jaw line turns back at %1.</source>
        <translation>下颌线在%1处折返。</translation>
    </message>
    <message>
        <source>A brow runs backwards at %1.</source>
        <translation>眉毛的点在%1处顺序颠倒。</translation>
    </message>
    <message>
        <source>The nose runs backwards at %1.</source>
        <translation>鼻子的点在%1处顺序颠倒。</translation>
    </message>
    <message>
        <source>The eyelids cross at %1.</source>
        <translation>上下眼睑在%1处交叉。</translation>
    </message>
    <message>
        <source>The lips cross at %1.</source>
        <translation>上下唇在%1处交叉。</translation>
    </message>
</context>
<context>
    <name>Formats</name>
    <message>
        <source>Folder per person</source>
        <translation>每人一个文件夹</translation>
    </message>
    <message>
        <source>LFW layout</source>
        <translation>LFW 目录结构</translation>
    </message>
    <message>
        <source>InsightFace train.rec</source>
        <translation>InsightFace train.rec</translation>
    </message>
    <message>
        <source>Verification pack (.bin)</source>
        <translation>验证包（.bin）</translation>
    </message>
    <message>
        <source>CSV list</source>
        <translation>CSV 列表</translation>
    </message>
    <message>
        <source>A line for each image: its path and the person&apos;s name.</source>
        <translation>每张图片一行：路径和人名。</translation>
    </message>
    <message>
        <source>CelebA</source>
        <translation>CelebA</translation>
    </message>
    <message>
        <source>identity_CelebA.txt with the attribute and partition files beside it.</source>
        <translation>identity_CelebA.txt，以及旁边的属性文件和划分文件。</translation>
    </message>
    <message>
        <source>MS-Celeb TSV</source>
        <translation>MS-Celeb TSV</translation>
    </message>
    <message>
        <source>One line for each image, the image itself in base64.</source>
        <translation>每张图片一行，图片本身为 base64 编码。</translation>
    </message>
    <message>
        <source>learn-to-cluster features</source>
        <translation>learn-to-cluster 特征</translation>
    </message>
    <message>
        <source>Embeddings as raw float32 and their labels, without images.</source>
        <translation>原始 float32 特征及其标签，不含图片。</translation>
    </message>
    <message>
        <source>dlib imglab XML</source>
        <translation>dlib imglab XML</translation>
    </message>
    <message>
        <source>Boxes, labels and 68 points for each image.</source>
        <translation>每张图片的框、标签和 68 个点。</translation>
    </message>
    <message>
        <source>300-W .pts</source>
        <translation>300-W .pts</translation>
    </message>
    <message>
        <source>A file of 68 points beside each image.</source>
        <translation>每张图片旁有一个 68 点文件。</translation>
    </message>
    <message>
        <source>COCO keypoints</source>
        <translation>COCO 关键点</translation>
    </message>
    <message>
        <source>A JSON file with boxes and 68 keypoints for each image.</source>
        <translation>一个 JSON 文件，包含每张图片的框和 68 个关键点。</translation>
    </message>
    <message>
        <source>CVAT XML</source>
        <translation>CVAT XML</translation>
    </message>
    <message>
        <source>CVAT for images 1.1: boxes, points and skeletons.</source>
        <translation>CVAT for images 1.1：框、点和骨架。</translation>
    </message>
    <message>
        <source>Name/Name_0001.jpg, with people.txt and pairs.txt.</source>
        <translation>Name/Name_0001.jpg，附 people.txt 和 pairs.txt。</translation>
    </message>
    <message>
        <source>train.rec with train.idx and property, people as class numbers. The images&apos; bytes are never changed.</source>
        <translation>train.rec 及 train.idx、property，人以类别编号表示。图片的字节从不改动。</translation>
    </message>
    <message>
        <source>Pairs of images that show the same person or two different ones.</source>
        <translation>同一人或两个不同人的图片对。</translation>
    </message>
    <message>
        <source>A folder for each person, named after them; images directly in it have no label. Folders train and val keep their division.</source>
        <translation>每人一个以其姓名命名的文件夹；直接放在其中的图片没有标签。train 和 val 文件夹的划分会保留。</translation>
    </message>
    <message>
        <source>1, as MATLAB, 300-W and menpo write them</source>
        <translation>1，即 MATLAB、300-W 和 menpo 的写法</translation>
    </message>
    <message>
        <source>0, as most programs count</source>
        <translation>0，即多数程序的计数</translation>
    </message>
</context>
<context>
    <name>JournalText</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <extracomment>The path of a picture, and how many others</extracomment>
        <translation>
            <numerusform>%1 等，另有 %n 张</numerusform>
        </translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <extracomment>A value before and after a change</extracomment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>not reviewed</source>
        <translation>未审阅</translation>
    </message>
    <message numerus="yes">
        <source>%1: marks for %n picture(s) that were there already</source>
        <translation>
            <numerusform>%1：为 %n 张已有图片添加了标记</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new people</source>
        <translation>
            <numerusform>%n 位新人物</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n picture(s), %2</source>
        <extracomment>An import: its source, how many pictures, &quot;3 new people&quot;</extracomment>
        <translation>
            <numerusform>%1：%n 张图片，%2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>A version of the dataset: its name and the first digits of its hash</extracomment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>%1: kept as %2</source>
        <translation>%1：保留为 %2</translation>
    </message>
    <message>
        <source>%1: %2 → %3</source>
        <translation>%1：%2 → %3</translation>
    </message>
    <message>
        <source>%1: rejected</source>
        <translation>%1：已排除</translation>
    </message>
    <message>
        <source>%1: unsure</source>
        <translation>%1：存疑</translation>
    </message>
    <message>
        <source>%1: not %2</source>
        <translation>%1：不是 %2</translation>
    </message>
    <message>
        <source>%1: landmarks edited</source>
        <translation>%1：修改了关键点</translation>
    </message>
    <message>
        <source>%1: landmarks back to the automatic ones</source>
        <translation>%1：恢复自动关键点</translation>
    </message>
    <message>
        <source>%1: captured as %2</source>
        <translation>%1：采集为 %2</translation>
    </message>
    <message>
        <source>labelled %1</source>
        <translation>标注为 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) %1</source>
        <extracomment>Faces of a person and what was said about them: &quot;3 faces confirmed&quot;</extracomment>
        <translation>
            <numerusform>%n 张人脸：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>landmarks edited</source>
        <translation>修改了关键点</translation>
    </message>
    <message>
        <source>landmarks back to the automatic ones</source>
        <translation>恢复自动关键点</translation>
    </message>
    <message>
        <source>face marked by hand</source>
        <translation>手动标出人脸</translation>
    </message>
    <message>
        <source>says: %1</source>
        <translation>认为是：%1</translation>
    </message>
    <message>
        <source>not %1</source>
        <translation>不是 %1</translation>
    </message>
    <message>
        <source>new person %1</source>
        <translation>新人物 %1</translation>
    </message>
    <message>
        <source>%1 is no more</source>
        <translation>%1 已不存在</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) from %1</source>
        <translation>
            <numerusform>%n 张人脸来自 %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) to %1</source>
        <translation>
            <numerusform>%n 张人脸移至 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between the changes of one entry</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>approval of a second person</source>
        <translation>另一人批准</translation>
    </message>
    <message>
        <source>decisions file</source>
        <translation>决定文件</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) of one person</source>
        <translation>
            <numerusform>一个人的 %n 张图片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>training %1, validation %2, test %3</source>
        <extracomment>People on each side of the division</extracomment>
        <translation>训练 %1，验证 %2，测试 %3</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>cannot say</source>
        <translation>无法判断</translation>
    </message>
    <message>
        <source>not looked at</source>
        <translation>未查看</translation>
    </message>
    <message>
        <source>%1: as %2: %3</source>
        <extracomment>Of a spot check: a picture, whose name it has, and whether that is right</extracomment>
        <translation>%1：标为 %2：%3</translation>
    </message>
    <message numerus="yes">
        <source>%n spot checks: %1</source>
        <translation>
            <numerusform>%n 次抽查：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>spot check: %1</source>
        <translation>抽查：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) imported</source>
        <translation>
            <numerusform>导入了 %n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing is known</source>
        <translation>没有已知信息</translation>
    </message>
    <message numerus="yes">
        <source>%1: named as %n people</source>
        <extracomment>Faces that were grouped by looks: &quot;Ann/001.jpg and 11 more: named as 3 people&quot;</extracomment>
        <translation>
            <numerusform>%1：命名为 %n 个人物</numerusform>
        </translation>
    </message>
    <message>
        <source>grouped by looks</source>
        <translation>按外貌分组</translation>
    </message>
    <message numerus="yes">
        <source>%n kept</source>
        <translation>
            <numerusform>保留 %n 张</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n moved</source>
        <translation>
            <numerusform>移动 %n 张</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected</source>
        <translation>
            <numerusform>其中 %n 张已排除</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unsure</source>
        <translation>
            <numerusform>不确定 %n 张</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>Pictures, and what was decided about them: &quot;398 moved, 14 rejected&quot;</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between counts</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>all suggestions from %1 % on</source>
        <translation>%1% 及以上的全部建议</translation>
    </message>
    <message>
        <source>chosen on the map</source>
        <translation>在地图上选择</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Go to a page</source>
        <translation>转到页面</translation>
    </message>
    <message>
        <source>Undo the last decision, also one made before a restart</source>
        <translation>撤销上一个决定，重启前所作的也可撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Import a folder of faces</source>
        <translation>导入人脸文件夹</translation>
    </message>
    <message>
        <source>Prepare faces</source>
        <translation>人脸预处理</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>本列表</translation>
    </message>
    <message>
        <source>Reject: not usable for training</source>
        <translation>排除：不适合训练</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Skip to the next face</source>
        <translation>跳到下一张人脸</translation>
    </message>
    <message>
        <source>Back to the face before</source>
        <translation>返回上一张人脸</translation>
    </message>
    <message>
        <source>The whole photograph</source>
        <translation>整张照片</translation>
    </message>
    <message>
        <source>Open in Annotate</source>
        <translation>在“标注”中打开</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>搜索人物</translation>
    </message>
    <message>
        <source>Rename the person</source>
        <translation>重命名人物</translation>
    </message>
    <message>
        <source>Move the selected faces to another person</source>
        <translation>将所选人脸移到其他人物</translation>
    </message>
    <message>
        <source>Confirm the labels of the selected faces</source>
        <translation>确认所选人脸的标签</translation>
    </message>
    <message>
        <source>Reject the selected faces</source>
        <translation>排除所选人脸</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>新建运行</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Stop and keep a checkpoint</source>
        <translation>停止并保留检查点</translation>
    </message>
    <message>
        <source>Import a dataset&apos;s file</source>
        <translation>导入数据集文件</translation>
    </message>
    <message>
        <source>Export the dataset</source>
        <translation>导出数据集</translation>
    </message>
    <message>
        <source>Mark the selected faces as unsure</source>
        <translation>将所选人脸标为不确定</translation>
    </message>
    <message>
        <source>Split them off as a new person</source>
        <translation>将其拆分为新人物</translation>
    </message>
    <message>
        <source>Order of the faces</source>
        <translation>人脸的排序</translation>
    </message>
    <message>
        <source>Open in Review</source>
        <translation>在“审阅”中打开</translation>
    </message>
    <message>
        <source>Spot check: the label is right</source>
        <translation>抽查：标签正确</translation>
    </message>
    <message>
        <source>Spot check: it is wrong</source>
        <translation>抽查：标签错误</translation>
    </message>
    <message>
        <source>Spot check: it cannot be said</source>
        <translation>抽查：无法判断</translation>
    </message>
    <message>
        <source>Approve what somebody decided</source>
        <translation>批准他人的决定</translation>
    </message>
    <message>
        <source>Back; later</source>
        <translation>返回；稍后</translation>
    </message>
    <message>
        <source>Close the questions</source>
        <translation>关闭提问</translation>
    </message>
    <message>
        <source>Save the points</source>
        <translation>保存关键点</translation>
    </message>
    <message>
        <source>Back to the automatic points</source>
        <translation>恢复自动关键点</translation>
    </message>
    <message>
        <source>Next and previous face</source>
        <translation>下一张和上一张人脸</translation>
    </message>
    <message>
        <source>Draw the face&apos;s box</source>
        <translation>画出人脸框</translation>
    </message>
    <message>
        <source>Draw the face&apos;s box and start from a mean shape</source>
        <translation>画出人脸框并从平均形状开始</translation>
    </message>
    <message>
        <source>Sort the list again</source>
        <translation>重新排序列表</translation>
    </message>
    <message>
        <source>Move and zoom the map</source>
        <translation>移动和缩放地图</translation>
    </message>
    <message>
        <source>The whole map</source>
        <translation>整张地图</translation>
    </message>
    <message>
        <source>To the nearest face that way</source>
        <translation>移到该方向最近的人脸</translation>
    </message>
    <message>
        <source>Select it or not; select all</source>
        <translation>选中或取消；全选</translation>
    </message>
    <message>
        <source>Open in Dataset</source>
        <translation>在数据集中打开</translation>
    </message>
    <message>
        <source>Review the selected faces</source>
        <translation>审阅选中的人脸</translation>
    </message>
    <message>
        <source>Other colours: person, suspicion, decision</source>
        <translation>换一种颜色：人物、可疑度、决定</translation>
    </message>
    <message>
        <source>Search a person; select nothing</source>
        <translation>查找人物；取消选择</translation>
    </message>
    <message>
        <source>Group faces that have no name</source>
        <translation>给没有名字的人脸分组</translation>
    </message>
    <message>
        <source>Another group</source>
        <translation>换一组</translation>
    </message>
    <message>
        <source>Along the faces of the group</source>
        <translation>在组内人脸间移动</translation>
    </message>
    <message>
        <source>Accept the proposed person</source>
        <translation>接受建议的人物</translation>
    </message>
    <message>
        <source>Name the group</source>
        <translation>给这组命名</translation>
    </message>
    <message>
        <source>Take the face out of the group, or put it back</source>
        <translation>把人脸移出该组，或放回</translation>
    </message>
    <message>
        <source>Put the group aside</source>
        <translation>搁置这组</translation>
    </message>
    <message>
        <source>Undo the last acceptance</source>
        <translation>撤销上一次接受</translation>
    </message>
    <message>
        <source>Do what is suggested</source>
        <translation>按建议处理</translation>
    </message>
    <message>
        <source>Keep: the label is right; of two names: two people</source>
        <translation>保留：标签正确；若是两个名字：两个人</translation>
    </message>
    <message>
        <source>Move it to another person, or another name for a part</source>
        <translation>移到其他人物，或给该部分另取名字</translation>
    </message>
    <message>
        <source>Undo, redo, and go to that face</source>
        <translation>撤销、重做，并转到那张人脸</translation>
    </message>
    <message>
        <source>Accept all above a confidence</source>
        <translation>接受置信度以上的全部建议</translation>
    </message>
    <message>
        <source>Second look at what others decided</source>
        <translation>复看他人的决定</translation>
    </message>
    <message>
        <source>Which suspicion to review</source>
        <translation>选择要审阅的疑点类型</translation>
    </message>
    <message>
        <source>Compare in the other way</source>
        <translation>换另一种比较方法</translation>
    </message>
    <message>
        <source>In training and test: merge the two; divide people anew</source>
        <translation>训练与测试重叠：合并两者；重新划分人物</translation>
    </message>
    <message>
        <source>Even out the light of a dark face</source>
        <translation>均衡暗脸的光照</translation>
    </message>
    <message>
        <source>What the figures mean here</source>
        <translation>这些数字在此处的含义</translation>
    </message>
    <message>
        <source>Back to the usual list</source>
        <translation>回到平常的列表</translation>
    </message>
    <message>
        <source>Which faces a verification set holds too</source>
        <translation>哪些人脸也在验证集中</translation>
    </message>
    <message>
        <source>Move the shape as a whole</source>
        <translation>整体移动形状</translation>
    </message>
    <message>
        <source>Do what the highlighted button does</source>
        <translation>执行突出显示的按钮</translation>
    </message>
    <message>
        <source>The tabs</source>
        <translation>各选项卡</translation>
    </message>
    <message>
        <source>Put the pair into the review</source>
        <translation>将配对加入审阅</translation>
    </message>
    <message>
        <source>Open the face in Review</source>
        <translation>在“审阅”中打开该人脸</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
</context>
<context>
    <name>LandmarkScheme</name>
    <message>
        <source>chin</source>
        <translation>下巴</translation>
    </message>
    <message>
        <source>nose, root</source>
        <translation>鼻根</translation>
    </message>
    <message>
        <source>nose, tip</source>
        <translation>鼻尖</translation>
    </message>
    <message>
        <source>nose, base</source>
        <translation>鼻底</translation>
    </message>
    <message>
        <source>left eye, outer corner</source>
        <translation>左眼外眼角</translation>
    </message>
    <message>
        <source>left eye, inner corner</source>
        <translation>左眼内眼角</translation>
    </message>
    <message>
        <source>right eye, inner corner</source>
        <translation>右眼内眼角</translation>
    </message>
    <message>
        <source>right eye, outer corner</source>
        <translation>右眼外眼角</translation>
    </message>
    <message>
        <source>mouth, left corner</source>
        <translation>左嘴角</translation>
    </message>
    <message>
        <source>upper lip, middle</source>
        <translation>上唇中点</translation>
    </message>
    <message>
        <source>mouth, right corner</source>
        <translation>右嘴角</translation>
    </message>
    <message>
        <source>lower lip, middle</source>
        <translation>下唇中点</translation>
    </message>
    <message>
        <source>inner lips, left corner</source>
        <translation>内唇左角</translation>
    </message>
    <message>
        <source>inner lips, right corner</source>
        <translation>内唇右角</translation>
    </message>
    <message>
        <source>jaw</source>
        <translation>下颌</translation>
    </message>
    <message>
        <source>left brow</source>
        <translation>左眉</translation>
    </message>
    <message>
        <source>right brow</source>
        <translation>右眉</translation>
    </message>
    <message>
        <source>nose bridge</source>
        <translation>鼻梁</translation>
    </message>
    <message>
        <source>nostrils</source>
        <translation>鼻孔</translation>
    </message>
    <message>
        <source>left eye</source>
        <translation>左眼</translation>
    </message>
    <message>
        <source>right eye</source>
        <translation>右眼</translation>
    </message>
    <message>
        <source>lips, outer line</source>
        <translation>外唇线</translation>
    </message>
    <message>
        <source>lips, inner line</source>
        <translation>内唇线</translation>
    </message>
    <message>
        <source>%1, point %2</source>
        <translation>%1第 %2 点</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>MapLooks</name>
    <message>
        <source>suspicion from %1</source>
        <translation>可疑度不低于 %1</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>不低于 %1</translation>
    </message>
    <message>
        <source>below</source>
        <translation>更低</translation>
    </message>
    <message>
        <source>not reviewed</source>
        <translation>未审阅</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>not labelled</source>
        <extracomment>A face that belongs to nobody</extracomment>
        <translation>无标签</translation>
    </message>
    <message>
        <source>not suspected</source>
        <translation>无可疑</translation>
    </message>
</context>
<context>
    <name>Oddities</name>
    <message>
        <source>Images that do not decode</source>
        <translation>无法解码的图片</translation>
    </message>
    <message>
        <source>Files that are named and missing</source>
        <translation>列出但缺失的文件</translation>
    </message>
    <message>
        <source>Keys that occur twice</source>
        <translation>重复出现的键</translation>
    </message>
    <message>
        <source>The same image twice, skipped</source>
        <translation>重复的图片，已跳过</translation>
    </message>
    <message>
        <source>The same image under two names</source>
        <translation>同一图片出现在两个人名下</translation>
    </message>
    <message>
        <source>Gaps between class numbers</source>
        <translation>类别编号有空缺</translation>
    </message>
    <message>
        <source>People with one image</source>
        <translation>只有一张图片的人</translation>
    </message>
    <message>
        <source>Headers that cannot be right</source>
        <translation>不合理的文件头</translation>
    </message>
    <message>
        <source>Entries that make no sense</source>
        <translation>无意义的条目</translation>
    </message>
    <message>
        <source>Crops of another size</source>
        <translation>尺寸不同的裁剪图</translation>
    </message>
    <message>
        <source>Landmarks outside of their image</source>
        <translation>超出图片范围的关键点</translation>
    </message>
    <message>
        <source>Numbers that float32 cannot hold</source>
        <translation>float32 无法精确表示的数</translation>
    </message>
    <message>
        <source>Files that are no images</source>
        <translation>不是图片的文件</translation>
    </message>
    <message>
        <source>Folders without an image</source>
        <translation>没有图片的文件夹</translation>
    </message>
    <message>
        <source>Images without a label</source>
        <translation>没有标签的图片</translation>
    </message>
</context>
<context>
    <name>Preflight</name>
    <message numerus="yes">
        <source>None of the %n labelled face(s) has a crop yet.</source>
        <translation>
            <numerusform>%n 张已标注的人脸都还没有对齐裁剪图。</numerusform>
        </translation>
    </message>
    <message>
        <source>Find and align the faces first: Dataset, Prepare faces.</source>
        <translation>请先检测并对齐人脸：“数据集”→“人脸预处理”。</translation>
    </message>
    <message>
        <source>Only %1 people are left for training; at least %2 are needed.</source>
        <translation>可用于训练的人物只剩 %1 个，至少需要 %2 个。</translation>
    </message>
    <message>
        <source>Import more people, lower “Least images”, or lower the validation share.</source>
        <translation>请导入更多人物、调低“最少图像数”，或降低验证集占比。</translation>
    </message>
    <message>
        <source>Too few people are left to verify with.</source>
        <translation>留作验证的人物太少。</translation>
    </message>
    <message>
        <source>Raise the validation share, or import more people: at least two with two photographs each are kept apart.</source>
        <translation>请提高验证集占比，或导入更多人物：至少要留出两个人物，每人两张照片。</translation>
    </message>
    <message>
        <source>A batch of %1 is larger than the %2 training faces.</source>
        <translation>批大小 %1 超过了训练人脸数 %2。</translation>
    </message>
    <message>
        <source>Choose a smaller batch size.</source>
        <translation>请选择更小的批大小。</translation>
    </message>
    <message>
        <source>The checkpoints need about %1 MB; %2 MB are free.</source>
        <translation>检查点约需 %1 MB，可用空间为 %2 MB。</translation>
    </message>
    <message>
        <source>Free some space on the project’s disk.</source>
        <translation>请在项目所在磁盘上释放一些空间。</translation>
    </message>
    <message numerus="yes">
        <source>%n labelled face(s) have no crop and take no part.</source>
        <translation>
            <numerusform>%n 张已标注的人脸没有对齐裁剪图，不参与训练。</numerusform>
        </translation>
    </message>
    <message>
        <source>Prepare the faces again if they should.</source>
        <translation>如需使用，请重新预处理人脸。</translation>
    </message>
    <message numerus="yes">
        <source>%n people have very few photographs.</source>
        <translation>
            <numerusform>%n 个人物的照片很少。</numerusform>
        </translation>
    </message>
    <message>
        <source>They are hard to learn; more photographs of them help more than more people.</source>
        <translation>这些人物较难学习；为他们补充照片，比增加人物更有效。</translation>
    </message>
    <message>
        <source>%1 people have fewer than %2 photographs and are left out.</source>
        <translation>%1 个人物的照片少于 %2 张，未纳入训练。</translation>
    </message>
    <message>
        <source>Lower “Least images” to take them in.</source>
        <translation>调低“最少图像数”即可纳入。</translation>
    </message>
    <message numerus="yes">
        <source>%n suspicious label(s) have not been decided.</source>
        <translation>
            <numerusform>%n 个可疑标签尚未作出决定。</numerusform>
        </translation>
    </message>
    <message>
        <source>Wrong labels teach the model mistakes: decide them on the Review page first.</source>
        <translation>错误标签会误导模型：请先在“审阅”页面处理。</translation>
    </message>
    <message numerus="yes">
        <source>%n people are few to learn from.</source>
        <translation>
            <numerusform>可供学习的人物只有 %n 个，偏少。</numerusform>
        </translation>
    </message>
    <message>
        <source>The model will tell these people apart, and strangers less well. More people help most.</source>
        <translation>模型能区分这些人物，但对陌生人的区分能力较弱。增加人物最为有效。</translation>
    </message>
    <message numerus="yes">
        <source>The run has only %n step(s).</source>
        <translation>
            <numerusform>本次训练只有 %n 步。</numerusform>
        </translation>
    </message>
    <message>
        <source>Raise the epochs, or choose a smaller batch.</source>
        <translation>请增加轮数，或选择更小的批大小。</translation>
    </message>
    <message>
        <source>One person has %1 photographs where %2 are usual.</source>
        <translation>有一个人物多达 %1 张照片，通常为 %2 张。</translation>
    </message>
    <message>
        <source>The model leans towards such people; reject some of their near duplicates.</source>
        <translation>模型会偏向这类人物；请排除其中一些近似重复的照片。</translation>
    </message>
    <message>
        <source>Trains on %1 faces of %2 people, verifies on %3 faces of %4 others; %5 steps.</source>
        <translation>用 %2 个人物的 %1 张人脸训练，用另外 %4 个人物的 %3 张人脸验证；共 %5 步。</translation>
    </message>
    <message numerus="yes">
        <source>%n decided label(s) await the approval of a second person.</source>
        <translation>
            <numerusform>%n 个已决定的标签等待另一人批准。</numerusform>
        </translation>
    </message>
    <message>
        <source>Somebody else approves them on the Quality page.</source>
        <translation>请由另一人在“质量”页面批准。</translation>
    </message>
    <message numerus="yes">
        <source>%n people are on no side of the splits and take no part.</source>
        <translation>
            <numerusform>有 %n 个人不在任何划分中，不参与训练。</numerusform>
        </translation>
    </message>
    <message>
        <source>Versions, Divide people gives them one.</source>
        <translation>在“版本”页选择“划分人物”即可为他们分配。</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) of this version are not in the project any more.</source>
        <translation>
            <numerusform>此版本中有 %n 张人脸已不在项目中。</numerusform>
        </translation>
    </message>
    <message>
        <source>The run is made of those that are left.</source>
        <translation>训练任务将只使用剩余的人脸。</translation>
    </message>
    <message numerus="yes">
        <source>%n people are in the test split and take no part.</source>
        <translation>
            <numerusform>有 %n 个人在测试集中，不参与训练。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <translation>
            <numerusform>%n 秒</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <extracomment>hours and minutes</extracomment>
        <translation>%1 小时 %2 分钟</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <extracomment>days and hours</extracomment>
        <translation>%1 天 %2 小时</translation>
    </message>
    <message numerus="yes">
        <source>%n people have no usable face.</source>
        <translation>
            <numerusform>%n 个人没有可用的人脸。</numerusform>
        </translation>
    </message>
    <message>
        <source>No face was found in their pictures, or all are rejected; Annotate marks faces by hand.</source>
        <translation>其图像中没有找到人脸，或全部被剔除；可在“标注”页手动标出人脸。</translation>
    </message>
    <message>
        <source>About %1 (%2 to %3) of %4 labels are wrong, by the last curation and the decisions since.</source>
        <translation>根据上次清洗及其后的决定，%4 个标签中约有 %1 个（%2 至 %3）是错的。</translation>
    </message>
    <message>
        <source>Review the worst first; the preset “Noisy labels” bears what stays.</source>
        <translation>请先审阅最可疑的；余下的可用预设“有噪声的标签”来承受。</translation>
    </message>
    <message>
        <source>Nobody has looked for wrong labels yet.</source>
        <translation>还没有人查找过错误的标签。</translation>
    </message>
    <message>
        <source>Curate on the Review page estimates how many there are.</source>
        <translation>在“审阅”页清洗即可估计有多少。</translation>
    </message>
    <message numerus="yes">
        <source>%n training face(s) are also in %1, or their people are.</source>
        <translation>
            <numerusform>%n 张训练人脸或其本人也出现在 %1 中。</numerusform>
        </translation>
    </message>
    <message>
        <source>A verification by it will look better than the model is; reject them on the Review page, or verify by another set.</source>
        <translation>用它验证会使模型显得比实际更好；请在“审阅”页剔除它们，或用另一个集合验证。</translation>
    </message>
    <message numerus="yes">
        <source>%n training face(s) look like faces on another side of the splits.</source>
        <translation>
            <numerusform>%n 张训练人脸与划分另一侧的人脸相像。</numerusform>
        </translation>
    </message>
    <message>
        <source>The verification will look better than the model is; Review, Leakage shows them.</source>
        <translation>验证会使模型显得比实际更好；“审阅”页的“泄漏”会列出它们。</translation>
    </message>
    <message>
        <source>%1 crops are whole pictures, %2 are aligned to their landmarks.</source>
        <translation>%1 个裁剪图是整幅图像，%2 个按关键点对齐。</translation>
    </message>
    <message>
        <source>The model learns the difference. Prepare all of them in the same way.</source>
        <translation>模型会学到这种差别。请用同一种方式准备全部人脸。</translation>
    </message>
    <message>
        <source>The model to begin with, %1, is not there.</source>
        <translation>作为起点的模型 %1 不存在。</translation>
    </message>
    <message>
        <source>Choose another one, or fresh weights.</source>
        <translation>请选择另一个模型，或全新的权重。</translation>
    </message>
    <message>
        <source>A learning rate of %1 is far from the %2 that is usual with %3 and %4 faces a step.</source>
        <translation>学习率 %1 与 %3、每步 %4 张人脸时常用的 %2 相差很远。</translation>
    </message>
    <message>
        <source>The run may diverge.</source>
        <translation>训练可能发散。</translation>
    </message>
    <message>
        <source>The run may learn too slowly.</source>
        <translation>训练可能学得太慢。</translation>
    </message>
    <message>
        <source>%1 was made for crops of %2 pixels, not %3.</source>
        <translation>%1 是为 %2 像素的裁剪图设计的，而不是 %3。</translation>
    </message>
    <message>
        <source>Prepare crops of that size, or choose another network.</source>
        <translation>请准备该尺寸的裁剪图，或选择另一个网络。</translation>
    </message>
    <message>
        <source>%1 is %2; usual is %3 to %4.</source>
        <translation>%1为 %2；通常为 %3 至 %4。</translation>
    </message>
    <message>
        <source>A scale of %1 is too small for %2 people.</source>
        <translation>对 %2 个人来说，尺度 %1 太小。</translation>
    </message>
    <message>
        <source>Choose at least %1.</source>
        <translation>请至少选择 %1。</translation>
    </message>
    <message>
        <source>Embeddings begin with a length of about %1, outside MagFace’s %2 to %3.</source>
        <translation>特征向量开始时长度约为 %1，在 MagFace 的 %2 至 %3 之外。</translation>
    </message>
    <message>
        <source>Every face gets the same margin; choose lengths on both sides of it.</source>
        <translation>这样每张人脸的间隔都相同；请选择它两侧的长度。</translation>
    </message>
    <message>
        <source>Transformers hardly learn with sgd.</source>
        <translation>Transformer 用 sgd 几乎学不到东西。</translation>
    </message>
    <message>
        <source>Choose adamw, and a learning rate of about 0.0003.</source>
        <translation>请选择 adamw，学习率约 0.0003。</translation>
    </message>
    <message numerus="yes">
        <source>Most people have fewer than the %n faces that each gives to a batch.</source>
        <translation>
            <numerusform>大多数人的人脸少于每人在一批中应提供的 %n 张。</numerusform>
        </translation>
    </message>
    <message>
        <source>The same pictures are repeated in it; choose fewer.</source>
        <translation>同样的图像会在一批中重复；请选择更小的值。</translation>
    </message>
    <message>
        <source>%1 centres are many for people with %2 photographs.</source>
        <translation>对只有 %2 张照片的人来说，%1 个中心太多。</translation>
    </message>
    <message>
        <source>Right labels scatter over them; choose fewer, or another head.</source>
        <translation>正确的标签会分散到各中心；请减少中心数，或换一种损失头。</translation>
    </message>
    <message>
        <source>Fresh weights are held back as if they knew something already.</source>
        <translation>全新的权重被限制，仿佛它们已经学到了什么。</translation>
    </message>
    <message>
        <source>Choose a model to begin with, or another preset.</source>
        <translation>请选择一个作为起点的模型，或另一种预设。</translation>
    </message>
    <message>
        <source>At that learning rate the network forgets what the model to begin with knows.</source>
        <translation>在这个学习率下，网络会忘掉起点模型所学到的内容。</translation>
    </message>
    <message>
        <source>Let the network learn at a tenth of it.</source>
        <translation>请让网络以其十分之一的速率学习。</translation>
    </message>
    <message>
        <source>Focal weighting lets hard faces count more, and wrong labels are the hardest.</source>
        <translation>Focal 加权让难的人脸更受重视，而错误的标签正是最难的。</translation>
    </message>
    <message>
        <source>Set Focal gamma to 0.</source>
        <translation>请把 Focal gamma 设为 0。</translation>
    </message>
    <message>
        <source>Hardly a label is wrong, so the inter-class filter only spares people who look alike.</source>
        <translation>几乎没有错误的标签，类间过滤只会放过长得像的人。</translation>
    </message>
    <message>
        <source>Set it to 0.</source>
        <translation>请设为 0。</translation>
    </message>
    <message>
        <source>Label smoothing works against the margin.</source>
        <translation>标签平滑与间隔相互抵消。</translation>
    </message>
    <message>
        <source>Set it to 0, or choose the head softmax.</source>
        <translation>请设为 0，或选择 softmax 损失头。</translation>
    </message>
    <message numerus="yes">
        <source>The run is too short for that moving average: %n step(s).</source>
        <translation>
            <numerusform>训练对这种移动平均来说太短：只有 %n 步。</numerusform>
        </translation>
    </message>
    <message>
        <source>Its first weights would be part of the model; choose a smaller decay, or 0.</source>
        <translation>最初的权重会留在模型中；请选择更小的衰减，或 0。</translation>
    </message>
    <message>
        <source>A batch of %1 does not fit into the memory of %2: it takes %3 MB, %4 MB are free.</source>
        <translation>%2 的内存容不下 %1 张的批：需要 %3 MB，空闲 %4 MB。</translation>
    </message>
    <message>
        <source>A batch of %1 does not fit into the memory of %2.</source>
        <translation>%2 的内存容不下 %1 张的批。</translation>
    </message>
    <message>
        <source>A batch of %1 does; Accumulate makes several batches one step.</source>
        <translation>%1 张的批可以；“梯度累积”可把几批合成一步。</translation>
    </message>
    <message>
        <source>Choose a smaller network.</source>
        <translation>请选择更小的网络。</translation>
    </message>
    <message>
        <source>fp16 needs a GPU, and there is none here.</source>
        <translation>fp16 需要 GPU，而这里没有。</translation>
    </message>
    <message>
        <source>Choose fp32 or bf16.</source>
        <translation>请选择 fp32 或 bf16。</translation>
    </message>
    <message>
        <source>The run takes about %1 on %2.</source>
        <translation>在 %2 上训练约需 %1。</translation>
    </message>
    <message>
        <source>A smaller network, fewer epochs or a GPU make it shorter.</source>
        <translation>更小的网络、更少的轮数或 GPU 可缩短时间。</translation>
    </message>
    <message>
        <source>On %1, bf16 takes about half of the time and of the memory, and learns as well.</source>
        <translation>在 %1 上，bf16 大约只需一半的时间和内存，效果一样好。</translation>
    </message>
    <message>
        <source>About %1 on %2, %3 faces a second.</source>
        <translation>在 %2 上约需 %1，每秒 %3 张人脸。</translation>
    </message>
    <message>
        <source>It takes %1 MB of memory.</source>
        <translation>占用 %1 MB 内存。</translation>
    </message>
    <message>
        <source>The model to begin with, %1, cannot be trained further.</source>
        <translation>作为起点的模型 %1 无法继续训练。</translation>
    </message>
    <message>
        <source>%1. Choose another one, or fresh weights.</source>
        <comment>why</comment>
        <translation>%1。请另选一个，或使用新权重。</translation>
    </message>
    <message>
        <source>The faces have been prepared at %1 pixels, not at %2.</source>
        <translation>人脸是按 %1 像素预处理的，而不是 %2 像素。</translation>
    </message>
    <message>
        <source>Set “%1” on the Model page to %2, or prepare the faces at %3 too, on the command line: prepare PROJECT --size %3.</source>
        <extracomment>name of a setting, its value, another value</extracomment>
        <translation>请在“模型”页把“%1”设为 %2，或在命令行中再按 %3 像素预处理人脸：prepare PROJECT --size %3。</translation>
    </message>
    <message>
        <source>Set “%1” on the Model page to %2.</source>
        <extracomment>name of a setting, its value</extracomment>
        <translation>请在“模型”页把“%1”设为 %2。</translation>
    </message>
    <message numerus="yes">
        <source>Only %n people are kept for verification.</source>
        <translation>
            <numerusform>只有 %n 个人留作验证。</numerusform>
        </translation>
    </message>
    <message>
        <source>Fewer than %1 cannot say how far the figures carry: raise the validation share, or import more people.</source>
        <translation>少于 %1 个人时无法判断这些数值的可靠程度：请提高验证集比例，或导入更多人。</translation>
    </message>
    <message>
        <source>The dataset version %1 in the settings has no say.</source>
        <translation>设置中的数据集版本 %1 不起作用。</translation>
    </message>
    <message>
        <source>It is filled in when the run is made; choose the version on the Data page.</source>
        <translation>它在创建训练时自动填写；请在“数据”页选择版本。</translation>
    </message>
    <message>
        <source>There is no device %1 here.</source>
        <translation>本机没有设备 %1。</translation>
    </message>
    <message>
        <source>Choose auto or cpu; a GPU needs a compute module built with CUDA.</source>
        <translation>请选择 auto 或 cpu；使用 GPU 需要带 CUDA 构建的计算模块。</translation>
    </message>
</context>
<context>
    <name>RunFields</name>
    <message>
        <source>Validation share</source>
        <translation>验证集占比</translation>
    </message>
    <message>
        <source>Share of the identities kept out of training for verification, usually 0.1 to 0.3; at least two identities, 0 for none.</source>
        <translation>不参与训练、留作验证的身份所占比例，通常为 0.1 至 0.3；至少两个身份，0 表示不留。</translation>
    </message>
    <message>
        <source>Least images</source>
        <translation>最少图像数</translation>
    </message>
    <message>
        <source>Identities with fewer images are left out of training, usually 2 to 5.</source>
        <translation>图像少于此数的身份不参与训练，通常为 2 至 5。</translation>
    </message>
    <message>
        <source>Dataset version</source>
        <translation>数据集版本</translation>
    </message>
    <message>
        <source>Content hash of the dataset version; filled in when the run is made.</source>
        <translation>数据集版本的内容哈希；创建训练时自动填写。</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>特征向量</translation>
    </message>
    <message>
        <source>Length of the embedding, usually 128 to 512.</source>
        <translation>特征向量的长度，通常为 128 至 512。</translation>
    </message>
    <message>
        <source>Crop size</source>
        <translation>裁剪尺寸</translation>
    </message>
    <message>
        <source>Side of the aligned crop in pixels, a multiple of 16: 112, 160 or 224.</source>
        <translation>对齐裁剪图的边长，单位为像素，须为 16 的倍数：112、160 或 224。</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>Dropout</translation>
    </message>
    <message>
        <source>Share of features dropped before the embedding, usually 0 to 0.4.</source>
        <translation>在生成特征向量之前丢弃的特征比例，通常为 0 至 0.4。</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>分类头</translation>
    </message>
    <message>
        <source>Scale s</source>
        <translation>缩放 s</translation>
    </message>
    <message>
        <source>Scale of the cosines before softmax, usually 16 for few identities to 64 for thousands.</source>
        <translation>softmax 之前对余弦值的缩放，身份少时通常为 16，数以千计时为 64。</translation>
    </message>
    <message>
        <source>Margin m</source>
        <translation>间隔 m</translation>
    </message>
    <message>
        <source>Margin ramp</source>
        <translation>间隔递增</translation>
    </message>
    <message>
        <source>Share of the epochs over which the margin grows from 0 to its value; 0 starts with all of it.</source>
        <translation>间隔从 0 增长到设定值所用的轮数比例；0 表示一开始就用完整间隔。</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>标签平滑</translation>
    </message>
    <message>
        <source>Share of the target spread over all identities, usually 0 to 0.1.</source>
        <translation>目标中分摊到所有身份的比例，通常为 0 至 0.1。</translation>
    </message>
    <message>
        <source>Focal gamma</source>
        <translation>Focal gamma</translation>
    </message>
    <message>
        <source>Focal from</source>
        <translation>Focal 起点</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>How often every face is seen, usually 20 to 100.</source>
        <translation>每张人脸被学习的次数，通常为 20 至 100。</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Decay everything</source>
        <translation>全部衰减</translation>
    </message>
    <message>
        <source>Apply weight decay to batch normalisation and slopes too.</source>
        <translation>对批归一化参数和激活斜率也应用权重衰减。</translation>
    </message>
    <message>
        <source>Warm-up epochs</source>
        <translation>预热轮数</translation>
    </message>
    <message>
        <source>Epochs over which the learning rate rises linearly, usually 1 to 5.</source>
        <translation>学习率线性上升所用的轮数，通常为 1 至 5。</translation>
    </message>
    <message>
        <source>Warm-up start</source>
        <translation>预热起点</translation>
    </message>
    <message>
        <source>Learning rate at the very first step, usually 0.</source>
        <translation>第一步的学习率，通常为 0。</translation>
    </message>
    <message>
        <source>Last learning rate</source>
        <translation>最终学习率</translation>
    </message>
    <message>
        <source>Learning rate at the end of cosine and polynomial schedules, usually 0.</source>
        <translation>余弦和多项式调度结束时的学习率，通常为 0。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>How the learning rate falls: cosine, polynomial (power 2), or step (a tenth at 50 % and at 75 %).</source>
        <translation>学习率的下降方式：余弦、多项式（2 次）或阶梯（在 50 % 和 75 % 处各降为十分之一）。</translation>
    </message>
    <message>
        <source>Accumulate</source>
        <translation>梯度累积</translation>
    </message>
    <message>
        <source>Batches whose gradients are averaged before one step, usually 1.</source>
        <translation>每步更新前取梯度平均的批数，通常为 1。</translation>
    </message>
    <message>
        <source>Clip gradient</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Largest norm of the gradient, usually 5; 0 for none.</source>
        <translation>梯度的最大范数，通常为 5；0 表示不裁剪。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where to compute: auto, cpu or cuda:N.</source>
        <translation>计算所用的设备：auto、cpu 或 cuda:N。</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Processor threads, 0 for all.</source>
        <translation>处理器线程数，0 表示全部。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Seed of the split, the initial weights, the order and the augmentation.</source>
        <translation>用于划分、初始权重、顺序和数据增强的随机种子。</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>检查点间隔</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Mirror half of the faces.</source>
        <translation>对一半人脸做镜像。</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Largest shift as a share of the side, usually 0.02 to 0.1.</source>
        <translation>最大平移量与边长之比，通常为 0.02 至 0.1。</translation>
    </message>
    <message>
        <source>Scale change</source>
        <translation>缩放变化</translation>
    </message>
    <message>
        <source>Largest change of size as a share, usually 0.05 to 0.2.</source>
        <translation>大小变化的最大比例，通常为 0.05 至 0.2。</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>Largest change of brightness as a share of white, usually 0.1 to 0.3.</source>
        <translation>亮度变化的最大值与纯白之比，通常为 0.1 至 0.3。</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>Largest change of contrast as a share, usually 0.1 to 0.3.</source>
        <translation>对比度变化的最大比例，通常为 0.1 至 0.3。</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Probability that a rectangle of 5 to 20 % of a face is blanked, usually 0 to 0.3.</source>
        <translation>将人脸中 5 至 20 % 的矩形区域抹空的概率，通常为 0 至 0.3。</translation>
    </message>
    <message>
        <source>Verify every</source>
        <translation>验证间隔</translation>
    </message>
    <message>
        <source>Epochs between two verifications, usually 1; 0 for the end only.</source>
        <translation>两次验证之间的轮数，通常为 1；0 表示仅在结束时验证。</translation>
    </message>
    <message>
        <source>Most pairs</source>
        <translation>最多配对数</translation>
    </message>
    <message>
        <source>Most genuine and most impostor pairs of a verification.</source>
        <translation>一次验证中同人配对和异人配对各自的最大数量。</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translation>起始权重</translation>
    </message>
    <message>
        <source>Weights to begin with: a run, a model.safetensors or an .onnx file; empty for fresh ones.</source>
        <translation>起始权重：一次训练、model.safetensors 或 .onnx 文件；留空则从头开始。</translation>
    </message>
    <message>
        <source>How training separates identities: all but softmax ask for a margin, subcenter bears wrong labels, adaface and magface heed quality.</source>
        <translation>训练如何区分身份：除 softmax 外都要求间隔，subcenter 能容忍错误标签，adaface 和 magface 考虑图像质量。</translation>
    </message>
    <message>
        <source>Margin: an angle in radians for arcface, subcenter and curricular (usually 0.3 to 0.7), a cosine for cosface (0.2 to 0.4), both for adaface (0.4).</source>
        <translation>间隔：arcface、subcenter 和 curricular 为弧度（通常 0.3 到 0.7），cosface 为余弦（0.2 到 0.4），adaface 两者兼用（0.4）。</translation>
    </message>
    <message>
        <source>Combined m1</source>
        <translation>组合 m1</translation>
    </message>
    <message>
        <source>Combined margin s(cos(m1 θ + m2) − m3): factor of the angle, usually 1.</source>
        <translation>组合间隔 s(cos(m1 θ + m2) − m3)：角度的系数，通常为 1。</translation>
    </message>
    <message>
        <source>Combined m2</source>
        <translation>组合 m2</translation>
    </message>
    <message>
        <source>Combined margin: angle in radians, usually 0.2 to 0.5.</source>
        <translation>组合间隔：弧度，通常 0.2 到 0.5。</translation>
    </message>
    <message>
        <source>Combined m3</source>
        <translation>组合 m3</translation>
    </message>
    <message>
        <source>Combined margin: cosine, usually 0.1 to 0.4.</source>
        <translation>组合间隔：余弦，通常 0.1 到 0.4。</translation>
    </message>
    <message>
        <source>Sub-centres</source>
        <translation>子中心数</translation>
    </message>
    <message>
        <source>Centres that an identity may have with subcenter, usually 3; wrong labels gather around a lesser one.</source>
        <translation>subcenter 中每个身份可有的中心数，通常为 3；错误标签会聚到次要中心。</translation>
    </message>
    <message>
        <source>AdaFace h</source>
        <translation>AdaFace h</translation>
    </message>
    <message>
        <source>How far adaface lets the length of an embedding move the margin, usually 0.333.</source>
        <translation>adaface 允许特征向量长度改变间隔的程度，通常为 0.333。</translation>
    </message>
    <message>
        <source>MagFace shortest</source>
        <translation>MagFace 最短长度</translation>
    </message>
    <message>
        <source>Length of an embedding at which magface takes its lowest margin, usually 10.</source>
        <translation>magface 取最小间隔时的特征向量长度，通常为 10。</translation>
    </message>
    <message>
        <source>MagFace longest</source>
        <translation>MagFace 最长长度</translation>
    </message>
    <message>
        <source>Length of an embedding at which magface takes its highest margin, usually 110.</source>
        <translation>magface 取最大间隔时的特征向量长度，通常为 110。</translation>
    </message>
    <message>
        <source>MagFace least margin</source>
        <translation>MagFace 最小间隔</translation>
    </message>
    <message>
        <source>Lowest margin of magface in radians, usually 0.45.</source>
        <translation>magface 的最小间隔（弧度），通常为 0.45。</translation>
    </message>
    <message>
        <source>MagFace largest margin</source>
        <translation>MagFace 最大间隔</translation>
    </message>
    <message>
        <source>Highest margin of magface in radians, usually 0.8.</source>
        <translation>magface 的最大间隔（弧度），通常为 0.8。</translation>
    </message>
    <message>
        <source>MagFace lambda</source>
        <translation>MagFace λ</translation>
    </message>
    <message>
        <source>Weight of magface&apos;s pull towards long embeddings, usually 5 to 35.</source>
        <translation>magface 拉长特征向量的正则权重，通常 5 到 35。</translation>
    </message>
    <message>
        <source>Triplet margin</source>
        <translation>三元组间隔</translation>
    </message>
    <message>
        <source>Margin of triplet between squared distances of unit vectors, usually 0.2 to 0.5.</source>
        <translation>三元组损失在单位向量平方距离之间的间隔，通常 0.2 到 0.5。</translation>
    </message>
    <message>
        <source>Triplet mining</source>
        <translation>三元组挖掘</translation>
    </message>
    <message>
        <source>Which triplets of a batch count: semi_hard the closest impostor beyond the genuine face, batch_hard the farthest genuine and the closest impostor face.</source>
        <translation>一个批次中哪些三元组计入：semi_hard 取比真匹配更远的最近冒充者，batch_hard 取最远的真匹配和最近的冒充者。</translation>
    </message>
    <message>
        <source>Inter-class filter</source>
        <translation>类间过滤</translation>
    </message>
    <message>
        <source>Cosine above which another identity is taken for the same person under a wrong label and not pushed away, usually 0.4; 0 for off.</source>
        <translation>余弦高于此值的其他身份视为标签有误的同一人，不再推开，通常为 0.4；0 表示关闭。</translation>
    </message>
    <message>
        <source>Exponent that makes easy faces count less, usually 2; 0 for off.</source>
        <translation>使容易的人脸权重降低的指数，通常为 2；0 表示关闭。</translation>
    </message>
    <message>
        <source>Share of the epochs after which focal weighting begins, usually 0.8.</source>
        <translation>经过多少比例的轮次后开始焦点加权，通常为 0.8。</translation>
    </message>
    <message>
        <source>Faces in one step, usually 256 to 1024 on a GPU, 16 to 64 for small datasets.</source>
        <translation>每步的人脸数，GPU 上通常 256 到 1024，小数据集 16 到 64。</translation>
    </message>
    <message>
        <source>Faces per identity</source>
        <translation>每人张数</translation>
    </message>
    <message>
        <source>Faces of each identity in a batch, all identities alike often: 4 for triplet; 0 to see every face once an epoch.</source>
        <translation>每个批次中每个身份的人脸数，各身份出现次数相同：三元组用 4；0 表示每轮每张人脸各一次。</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>How weights follow the gradient: sgd with momentum for convolutions, adamw for vit.</source>
        <translation>权重如何沿梯度更新：卷积网络用带动量的 sgd，vit 用 adamw。</translation>
    </message>
    <message>
        <source>Highest learning rate, usually 0.01 to 0.5 with sgd, more for larger batches, and 1e-4 to 1e-3 with adamw.</source>
        <translation>最高学习率，sgd 通常 0.01 到 0.5，批次越大越高；adamw 为 1e-4 到 1e-3。</translation>
    </message>
    <message>
        <source>Network’s share</source>
        <translation>网络占比</translation>
    </message>
    <message>
        <source>Share of the learning rate that the network gets, usually 1, and 0.01 to 0.1 for fine-tuning.</source>
        <translation>网络所用学习率的占比，通常为 1，微调时 0.01 到 0.1。</translation>
    </message>
    <message>
        <source>Momentum of sgd, beta 1 of adamw, usually 0.9.</source>
        <translation>sgd 的动量、adamw 的 β1，通常为 0.9。</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation>β2</translation>
    </message>
    <message>
        <source>Beta 2 of adamw, usually 0.999.</source>
        <translation>adamw 的 β2，通常为 0.999。</translation>
    </message>
    <message>
        <source>Pull of the weights towards zero, usually 1e-5 to 1e-3 with sgd and 0.01 to 0.1 with adamw.</source>
        <translation>把权重拉向零的力度，sgd 通常 1e-5 到 1e-3，adamw 为 0.01 到 0.1。</translation>
    </message>
    <message>
        <source>Moving average</source>
        <translation>移动平均</translation>
    </message>
    <message>
        <source>Decay of a moving average of the weights, which is verified and kept in their place, usually 0.999; 0 for none.</source>
        <translation>权重移动平均的衰减，验证和保存的是该平均值，通常为 0.999；0 表示不用。</translation>
    </message>
    <message>
        <source>Frozen epochs</source>
        <translation>冻结轮次</translation>
    </message>
    <message>
        <source>Epochs at the beginning in which the network stays as it is and only the head learns, usually 1 to 3 for fine-tuning.</source>
        <translation>开始时网络保持不变、只训练头部的轮次数，微调时通常 1 到 3。</translation>
    </message>
    <message>
        <source>Unfreezing epochs</source>
        <translation>解冻轮次</translation>
    </message>
    <message>
        <source>Epochs over which the network is set free after that, a quarter at a time from its end; 0 all at once.</source>
        <translation>此后网络逐步解冻所用的轮次，从末端起每次四分之一；0 表示一次全部解冻。</translation>
    </message>
    <message>
        <source>Arithmetic of the backbone: bf16 is faster on newer devices, fp16 on GPUs, its loss scaled by itself.</source>
        <translation>骨干网络的运算精度：bf16 在较新设备上更快，fp16 用于 GPU，损失自动缩放。</translation>
    </message>
    <message>
        <source>Longest time between two checkpoints in minutes, usually 5; 0 for the end of epochs only.</source>
        <translation>两次检查点之间的最长分钟数，通常为 5；0 表示仅在轮次结束时。</translation>
    </message>
    <message>
        <source>Checkpoint epochs</source>
        <translation>检查点轮次</translation>
    </message>
    <message>
        <source>Epochs between two checkpoints, usually 1; 0 for by time only.</source>
        <translation>两次检查点之间的轮次数，通常为 1；0 表示仅按时间。</translation>
    </message>
    <message>
        <source>Best epoch by</source>
        <translation>最佳轮次依据</translation>
    </message>
    <message>
        <source>Figure of the verification by which the best epoch is chosen.</source>
        <translation>用哪一项验证指标选出最佳轮次。</translation>
    </message>
    <message>
        <source>Rollbacks</source>
        <translation>回退次数</translation>
    </message>
    <message>
        <source>How often a run that diverges goes back to its last checkpoint with half the learning rate before it fails, usually 3.</source>
        <translation>训练发散时回到上一检查点并将学习率减半的最多次数，超过则失败，通常为 3。</translation>
    </message>
    <message>
        <source>Largest rotation to either side in degrees, usually 5 to 15, at most 30.</source>
        <translation>向两侧旋转的最大角度，通常 5 到 15，最多 30。</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>Probability that a face is blurred, usually 0 to 0.2.</source>
        <translation>人脸被模糊的概率，通常 0 到 0.2。</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>Largest standard deviation of additive noise as a share of white, usually 0 to 0.05.</source>
        <translation>加性噪声的最大标准差（相对白色），通常 0 到 0.05。</translation>
    </message>
    <message>
        <source>Low resolution</source>
        <translation>低分辨率</translation>
    </message>
    <message>
        <source>Probability that a face is shrunk to a quarter to three quarters of its size and enlarged again, usually 0 to 0.3.</source>
        <translation>人脸缩小到四分之一至四分之三再放大的概率，通常 0 到 0.3。</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>口罩</translation>
    </message>
    <message>
        <source>Probability that a mask covers mouth and nose, usually 0 to 0.1.</source>
        <translation>口罩遮住口鼻的概率，通常 0 到 0.1。</translation>
    </message>
    <message>
        <source>Network that turns a face into an embedding; mobilefacenet is the small fast one, iresnet50 and up want a GPU, imported is the one of model.from.</source>
        <translation>把人脸变成特征向量的网络；mobilefacenet 小而快，iresnet50 及以上需要 GPU，imported 为 model.from 中的网络。</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Attention in the residual units of mobilefacenet and iresnet networks: cbam weighs channels, then places.</source>
        <translation>mobilefacenet 和 iresnet 网络残差单元中的注意力：cbam 先加权通道，再加权位置。</translation>
    </message>
    <message>
        <source>Small and fast, for phones and processors (Chen et al. 2018); the best beginning for small datasets.</source>
        <translation>小而快，适合手机和普通处理器（Chen 等，2018）；小数据集的最佳起点。</translation>
    </message>
    <message>
        <source>Half of MobileFaceNet, for experiments and the weakest devices.</source>
        <translation>MobileFaceNet 的一半大小，用于实验和最弱的设备。</translation>
    </message>
    <message>
        <source>The smallest of ArcFace’s residual networks; trains on a processor in hours, on a GPU in minutes.</source>
        <translation>ArcFace 残差网络中最小的；在处理器上训练需数小时，在 GPU 上需数分钟。</translation>
    </message>
    <message>
        <source>Between iresnet18 and iresnet50.</source>
        <translation>介于 iresnet18 与 iresnet50 之间。</translation>
    </message>
    <message>
        <source>The field’s usual choice for some thousand people and more; wants a GPU.</source>
        <translation>数千人及以上时业界的常用选择；需要 GPU。</translation>
    </message>
    <message>
        <source>What most published results are of; wants a large GPU and a large dataset.</source>
        <translation>多数已发表结果所用的网络；需要大显存 GPU 和大数据集。</translation>
    </message>
    <message>
        <source>For millions of faces; twice as slow as iresnet100.</source>
        <translation>用于数百万张人脸；速度是 iresnet100 的一半。</translation>
    </message>
    <message>
        <source>FaceNet’s network, made for crops of 160 pixels.</source>
        <translation>FaceNet 的网络，为 160 像素的裁剪图设计。</translation>
    </message>
    <message>
        <source>The network of VGG-Face, made for crops of 224 pixels; large and slow, for comparison.</source>
        <translation>VGG-Face 的网络，为 224 像素的裁剪图设计；大而慢，用于比较。</translation>
    </message>
    <message>
        <source>A small transformer; learns with adamw, from much data.</source>
        <translation>小型 Transformer；用 adamw 从大量数据中学习。</translation>
    </message>
    <message>
        <source>A transformer; learns with adamw, from very much data on a GPU.</source>
        <translation>Transformer；用 adamw 在 GPU 上从极大量数据中学习。</translation>
    </message>
    <message>
        <source>The network of the model to begin with, whatever it is.</source>
        <translation>作为起点的模型本身的网络，不论是哪一种。</translation>
    </message>
    <message>
        <source>A margin on the angle (Deng et al. 2019): the usual choice.</source>
        <translation>在角度上加间隔（Deng 等，2019）：常用的选择。</translation>
    </message>
    <message>
        <source>A margin on the cosine (Wang et al. 2018): gentler than arcface at the beginning.</source>
        <translation>在余弦上加间隔（Wang 等，2018）：开始时比 arcface 温和。</translation>
    </message>
    <message>
        <source>Margins on the angle and the cosine together: s(cos(m1 θ + m2) − m3).</source>
        <translation>同时在角度和余弦上加间隔：s(cos(m1 θ + m2) − m3)。</translation>
    </message>
    <message>
        <source>ArcFace with several centres for each person (Deng et al. 2020): wrong labels gather around a lesser one.</source>
        <translation>每人有多个中心的 ArcFace（Deng 等，2020）：错误的标签会聚到次要的中心。</translation>
    </message>
    <message>
        <source>Easy faces first, hard ones more and more (Huang et al. 2020).</source>
        <translation>先易后难（Huang 等，2020）。</translation>
    </message>
    <message>
        <source>A margin by the quality of each picture (Kim et al. 2022): for mixed and poor photographs.</source>
        <translation>间隔随图像质量而变（Kim 等，2022）：适合质量参差或较差的照片。</translation>
    </message>
    <message>
        <source>The length of an embedding becomes a measure of quality (Meng et al. 2021).</source>
        <translation>特征向量的长度成为质量的度量（Meng 等，2021）。</translation>
    </message>
    <message>
        <source>No margin: separates the people of training, and strangers less well.</source>
        <translation>没有间隔：能区分训练中的人，对陌生人则较差。</translation>
    </message>
    <message>
        <source>Compares faces with each other instead of with centres (FaceNet); needs several faces of each person in a batch.</source>
        <translation>人脸之间相互比较，而不是与中心比较（FaceNet）；一批中每人需要多张人脸。</translation>
    </message>
    <message>
        <source>With momentum: what convolutional networks are trained with.</source>
        <translation>带动量：卷积网络的常用优化器。</translation>
    </message>
    <message>
        <source>For transformers; wants a learning rate a hundred times smaller and a weight decay a hundred times larger.</source>
        <translation>用于 Transformer；学习率要小一百倍，权重衰减要大一百倍。</translation>
    </message>
    <message>
        <source>Up to some hundred people: MobileFaceNet, a scale of 32, a margin that grows slowly, batches of 16 for more steps.</source>
        <translation>不超过几百人：MobileFaceNet，缩放 32，间隔缓慢增长，批大小 16 以增加步数。</translation>
    </message>
    <message>
        <source>More people: the same network and margin, batches of 32.</source>
        <translation>人数更多：同样的网络和间隔，批大小 32。</translation>
    </message>
    <message>
        <source>Thousands of people on a GPU: iresnet50 in bf16, batches of 512 with the learning rate that goes with them.</source>
        <translation>数千人，在 GPU 上：bf16 的 iresnet50，批大小 512 及相应的学习率。</translation>
    </message>
    <message>
        <source>Goes on from a trained model: its network learns at a tenth of the rate, after an epoch in which only the head does.</source>
        <translation>从训练过的模型继续：第一轮只训练损失头，之后网络以十分之一的速率学习。</translation>
    </message>
    <message>
        <source>Where labels are known to be wrong and nobody can review them all: each person gets three centres, and hard faces do not count more.</source>
        <translation>已知有错误标签而又无法全部审阅时：每人三个中心，且不加重难的人脸。</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Polynomial</source>
        <translation>多项式</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>%1, %2 M</source>
        <extracomment>name of a network, how many million parameters it has</extracomment>
        <translation>%1，%2 M</translation>
    </message>
    <message>
        <source>N&amp;ormal</source>
        <translation>普通(&amp;O)</translation>
    </message>
    <message>
        <source>Large, on a &amp;GPU</source>
        <translation>大型，用 GPU(&amp;G)</translation>
    </message>
    <message>
        <source>Fine-&amp;tune a model</source>
        <translation>微调模型(&amp;T)</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>S&amp;mall dataset</source>
        <translation>小数据集(&amp;M)</translation>
    </message>
    <message>
        <source>Nois&amp;y labels</source>
        <translation>有噪声的标签(&amp;Y)</translation>
    </message>
</context>
<context>
    <name>likeness::app::ExportDialog</name>
    <message>
        <source>Export the dataset</source>
        <translation>导出数据集</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>As it is now</source>
        <translation>当前状态</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>The training side</source>
        <translation>训练集</translation>
    </message>
    <message>
        <source>The validation side</source>
        <translation>验证集</translation>
    </message>
    <message>
        <source>The test side</source>
        <translation>测试集</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>As the format is used</source>
        <translation>按格式惯例</translation>
    </message>
    <message>
        <source>The images, unchanged</source>
        <translation>原始图片，不作改动</translation>
    </message>
    <message>
        <source>Aligned crops, 112 × 112</source>
        <translation>对齐的裁剪图，112 × 112</translation>
    </message>
    <message>
        <source>Only the list</source>
        <translation>仅列表</translation>
    </message>
    <message>
        <source>train.rec and packs hold aligned crops; the other formats hold the images.</source>
        <translation>train.rec 和验证包存放对齐的裁剪图；其他格式存放图片。</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Pixels count from</source>
        <translation>像素起始编号</translation>
    </message>
    <message>
        <source>Half of them show the same person; both halves are alike in pose and quality.</source>
        <translation>其中一半为同一人；两半的姿态和质量分布相同。</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>图片对数</translation>
    </message>
    <message>
        <source>No person is in two folds.</source>
        <translation>没有人同时出现在两折中。</translation>
    </message>
    <message>
        <source>Folds</source>
        <translation>折数</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>To</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>This exists already; name another place.</source>
        <translation>此处已有内容；请换一个位置。</translation>
    </message>
    <message>
        <source>Also the faces without a name</source>
        <translation>也包括没有姓名的人脸</translation>
    </message>
    <message>
        <source>Where the format can hold them; of the present state only.</source>
        <translation>仅限格式支持时；仅适用于当前状态。</translation>
    </message>
</context>
<context>
    <name>likeness::app::ImportDialog</name>
    <message>
        <source>Photographs: find and align the faces in them</source>
        <translation>照片：检测并对齐其中的人脸</translation>
    </message>
    <message>
        <source>Already aligned faces: take each image whole</source>
        <translation>已对齐的人脸：整张图像直接使用</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>检测器</translation>
    </message>
    <message>
        <source>Copy the images into the project</source>
        <translation>将图像复制到项目中</translation>
    </message>
    <message>
        <source>Otherwise they stay where they are and must not be moved. Originals are never changed.</source>
        <translation>否则图像保留在原处，不得移动。原始图像绝不会被更改。</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Import faces</source>
        <translation>导入人脸</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>The wrong choice shifts every landmark by one pixel.</source>
        <translation>选错会使所有关键点偏移一个像素。</translation>
    </message>
    <message>
        <source>Pixels count from</source>
        <translation>像素起始编号</translation>
    </message>
    <message>
        <source>Beside the file</source>
        <translation>文件旁边</translation>
    </message>
    <message>
        <source>The folder of the images</source>
        <translation>图片所在的文件夹</translation>
    </message>
    <message>
        <source>Images are in</source>
        <translation>图片位于</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Who or where the images are from</source>
        <translation>图片来自何人或何处</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>What may be done with them</source>
        <translation>图片可作何用途</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>What the people shown have agreed to</source>
        <translation>图中人同意了什么</translation>
    </message>
    <message>
        <source>%1 (recognised)</source>
        <translation>%1（已识别）</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>Two sentences: what a format is, and that landmarks were found beside the images</extracomment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>The .pts files beside the images come along.</source>
        <translation>图片旁的 .pts 文件会一并导入。</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>光照</translation>
    </message>
</context>
<context>
    <name>likeness::app::MainWindow</name>
    <message>
        <source>There is no such project or folder.</source>
        <translation>没有这个项目或文件夹。</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>Every button tells its key when the pointer rests on it.</source>
        <translation>将指针停在按钮上即可查看其快捷键。</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Written beside every decision in the journal</source>
        <translation>写入历史记录，附在每个决定旁</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>您的姓名</translation>
    </message>
    <message>
        <source>About Likeness</source>
        <translation>关于 Likeness</translation>
    </message>
    <message>
        <source>Likeness %1</source>
        <translation>Likeness %1</translation>
    </message>
    <message>
        <source>Face datasets one can trust, and the models trained on them. Everything stays on this machine.</source>
        <translation>值得信赖的人脸数据集，以及用它们训练的模型。所有数据都留在本机。</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. It comes without warranty.</source>
        <translation>自由软件，遵循 GNU 通用公共许可证第 3 版或更高版本，不提供任何担保。</translation>
    </message>
    <message>
        <source>Built on Qt %1, OpenCV, dlib, LibTorch, SQLite and QCustomPlot.</source>
        <translation>基于 Qt %1、OpenCV、dlib、LibTorch、SQLite 和 QCustomPlot 构建。</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>Likeness</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>新建项目(&amp;N)…</translation>
    </message>
    <message>
        <source>New &amp;demo project…</source>
        <translation>新建演示项目(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Open project…</source>
        <translation>打开项目(&amp;O)…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>最近打开的项目(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Import folder…</source>
        <translation>导入文件夹(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Close project</source>
        <translation>关闭项目(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>Undone: %1</source>
        <translation>已撤销：%1</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Done again: %1</source>
        <translation>已重做：%1</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Likeness</source>
        <translation>关于 Likeness(&amp;A)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>The name of a page and the key that opens it
----------
A command and its key</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1: done</source>
        <translation>%1：已完成</translation>
    </message>
    <message>
        <source>%1: stopped. What was finished is kept.</source>
        <translation>%1：已停止。已完成的部分均已保留。</translation>
    </message>
    <message>
        <source>%1: failed</source>
        <translation>%1：失败</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>撤销：%1</translation>
    </message>
    <message>
        <source>Redo: %1</source>
        <translation>重做：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n 个人物</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <extracomment>How much a project holds: people, faces</extracomment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1 – Likeness</source>
        <translation>%1 – Likeness</translation>
    </message>
    <message>
        <source>No project was opened yet</source>
        <translation>尚未打开过项目</translation>
    </message>
    <message>
        <source>Close Likeness?</source>
        <translation>关闭 Likeness？</translation>
    </message>
    <message>
        <source>“%1” is still running.</source>
        <translation>“%1”仍在运行。</translation>
    </message>
    <message>
        <source>It can be stopped now; what is finished is kept, and it can go on later.</source>
        <translation>可以现在停止；已完成的部分会保留，以后可以继续。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>Stop it or wait for its end first.</source>
        <translation>请先停止它，或等待其结束。</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>Likeness projects (*.likeness)</source>
        <translation>Likeness 项目 (*.likeness)</translation>
    </message>
    <message>
        <source>faces</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>New demo project</source>
        <translation>新建演示项目</translation>
    </message>
    <message>
        <source>Drawing the demo project</source>
        <translation>正在绘制演示项目</translation>
    </message>
    <message>
        <source>The demo is ready. The Review page lists its suspicious labels, worst first.</source>
        <translation>演示项目已就绪。“审阅”页面列出了其中的可疑标签，最可疑的在最前。</translation>
    </message>
    <message>
        <source>Open a project (a folder ending in .likeness)</source>
        <translation>打开项目（以 .likeness 结尾的文件夹）</translation>
    </message>
    <message>
        <source>A folder of faces: one folder of images per person</source>
        <translation>人脸文件夹：每个人物一个图像文件夹</translation>
    </message>
    <message>
        <source>Make a project?</source>
        <translation>创建项目？</translation>
    </message>
    <message>
        <source>“%1” is a folder of images, not yet a project.</source>
        <translation>“%1”是图像文件夹，还不是项目。</translation>
    </message>
    <message>
        <source>A project will be made at %1. The images themselves are not changed.</source>
        <translation>将在 %1 创建项目。图像本身不会被更改。</translation>
    </message>
    <message>
        <source>Make the project</source>
        <translation>创建项目</translation>
    </message>
    <message>
        <source>Importing %1</source>
        <translation>正在导入 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n 张图像</numerusform>
        </translation>
    </message>
    <message>
        <source>Preparing faces</source>
        <translation>正在预处理人脸</translation>
    </message>
    <message>
        <source>%1 with a face, %2 without</source>
        <translation>%1有人脸，%2 张没有人脸</translation>
    </message>
    <message>
        <source>Takes effect at the next start: something is still running.</source>
        <translation>下次启动时生效：仍有任务在运行。</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Import a dataset&apos;s &amp;file…</source>
        <translation>导入数据集文件(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Report of the last import</source>
        <translation>上次导入的报告(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>A dataset&apos;s file</source>
        <translation>数据集文件</translation>
    </message>
    <message>
        <source>Datasets (*.rec *.idx *.bin *.csv *.tsv *.txt *.xml *.json *.pts);;All files (*)</source>
        <translation>数据集 (*.rec *.idx *.bin *.csv *.tsv *.txt *.xml *.json *.pts);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Report of the import of %1</source>
        <translation>导入 %1 的报告</translation>
    </message>
    <message>
        <source>%1 added, %2 already there, %3 skipped as duplicates.</source>
        <translation>新增 %1，已存在 %2，重复跳过 %3。</translation>
    </message>
    <message numerus="yes">
        <source>%n of those that were there got marks that they lacked.</source>
        <translation>
            <numerusform>已存在的图片中有 %n 张补上了缺少的标注。</numerusform>
        </translation>
    </message>
    <message>
        <source>Exporting %1</source>
        <translation>正在导出 %1</translation>
    </message>
    <message>
        <source>Report of the export of %1</source>
        <translation>导出 %1 的报告</translation>
    </message>
    <message>
        <source>%1 of %2 written to %3.</source>
        <translation>已将 %2的%1写入 %3。</translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n 对图片</numerusform>
        </translation>
    </message>
    <message>
        <source>This project is also open in another window (process %1, since %2).</source>
        <translation>此项目也在另一个窗口中打开（进程 %1，自 %2 起）。</translation>
    </message>
    <message>
        <source>Both can decide, and each shows within a second what the other did. Undo takes back the last decision, whoever made it.</source>
        <translation>两个窗口都可以做决定，一秒之内就会显示对方所做的更改。“撤销”会撤回最近一次决定，不论由谁做出。</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>This project was written by an older version. It is copied and brought up to date…</source>
        <translation>此项目由旧版本写成。正在备份并更新…</translation>
    </message>
    <message>
        <source>%1 added, %2 already there, no face in %3.</source>
        <translation>新增 %1，%2 张已存在，%3 张未发现人脸。</translation>
    </message>
    <message>
        <source>Next: look for wrong labels on the Review page.</source>
        <translation>下一步：在“审阅”页面查找错误标签。</translation>
    </message>
    <message>
        <source>%1: stopped. Nothing was changed.</source>
        <translation>%1：已停止。未作任何更改。</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Group faces</source>
        <translation>人脸分组</translation>
    </message>
    <message>
        <source>&amp;Prepare faces…</source>
        <translation>人脸预处理(&amp;P)…</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
</context>
<context>
    <name>likeness::app::OddityDialog</name>
    <message>
        <source>%1: %2</source>
        <extracomment>A kind of oddity and how often it occurred</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>另存为 CSV…</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 文件 (*.csv)</translation>
    </message>
    <message>
        <source>The report could not be saved.</source>
        <translation>报告未能保存。</translation>
    </message>
</context>
<context>
    <name>likeness::app::PrepareDialog</name>
    <message>
        <source>HOG (dlib): better</source>
        <translation>HOG (dlib)：更准确</translation>
    </message>
    <message>
        <source>Haar (OpenCV): faster</source>
        <translation>Haar (OpenCV)：更快</translation>
    </message>
    <message>
        <source>As it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>Evens out the light of dark or unevenly lit photographs before faces and their landmarks are looked for. The crops stay as the pictures are.</source>
        <translation>在查找人脸及其关键点之前，先把过暗或光照不均的照片调匀。裁剪图仍保持照片原样。</translation>
    </message>
    <message>
        <source>Prepare faces</source>
        <translation>人脸预处理</translation>
    </message>
    <message>
        <source>Finds, aligns and measures the faces that are new or were changed.</source>
        <translation>检测、对齐并测量新增或有改动的人脸。</translation>
    </message>
    <message>
        <source>Look again in all photographs</source>
        <translation>在所有照片中重新查找</translation>
    </message>
    <message>
        <source>Also where it was done before; labels and edited landmarks stay</source>
        <translation>已处理过的也重新处理；标签和手工编辑过的关键点保持不变</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>检测器</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>光照</translation>
    </message>
    <message>
        <source>Prepare</source>
        <translation>开始预处理</translation>
    </message>
</context>
<context>
    <name>likeness::dialogs::MessageBox</name>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Continue editing</source>
        <translation>继续编辑</translation>
    </message>
</context>
<context>
    <name>likeness::dialogs::PathField</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
</context>
<context>
    <name>likeness::engine::ErrorText</name>
    <message>
        <source>Something went wrong inside Likeness.</source>
        <translation>Likeness 内部出错。</translation>
    </message>
    <message>
        <source>Your work is saved. Please report this with the details below; starting the step again may help.</source>
        <translation>您的工作已保存。请附上以下详细信息报告此问题；重新执行该步骤或许可以解决。</translation>
    </message>
    <message>
        <source>A value cannot work.</source>
        <translation>某个值不可用。</translation>
    </message>
    <message>
        <source>The details name the value and what it may be.</source>
        <translation>详细信息中列出了该值及其允许范围。</translation>
    </message>
    <message>
        <source>A file or folder is missing.</source>
        <translation>缺少文件或文件夹。</translation>
    </message>
    <message>
        <source>It may have been moved or renamed, or its disk is not connected.</source>
        <translation>它可能已被移动或重命名，或者所在磁盘未连接。</translation>
    </message>
    <message>
        <source>This folder is not a Likeness project.</source>
        <translation>此文件夹不是 Likeness 项目。</translation>
    </message>
    <message>
        <source>Choose a folder whose name ends in .likeness, or make a new project from your folder of faces.</source>
        <translation>请选择名称以 .likeness 结尾的文件夹，或用您的人脸文件夹新建项目。</translation>
    </message>
    <message>
        <source>This project was made by a newer version of Likeness.</source>
        <translation>此项目由更新版本的 Likeness 创建。</translation>
    </message>
    <message>
        <source>Update Likeness to open it. The project was not touched.</source>
        <translation>请更新 Likeness 后再打开。该项目未被改动。</translation>
    </message>
    <message>
        <source>Another program is working on this project.</source>
        <translation>另一个程序正在使用此项目。</translation>
    </message>
    <message>
        <source>Wait until the job in the other window or on the command line has ended, then try again.</source>
        <translation>请等待另一窗口或命令行中的任务结束，然后重试。</translation>
    </message>
    <message>
        <source>Reading or writing a file failed.</source>
        <translation>读取或写入文件失败。</translation>
    </message>
    <message>
        <source>Check that the disk is connected and in order, then try again.</source>
        <translation>请检查磁盘是否已连接且正常，然后重试。</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>磁盘已满。</translation>
    </message>
    <message>
        <source>Nothing is lost: what was finished is kept. Free some space and start the step again; it goes on where it was.</source>
        <translation>没有任何丢失：已完成的部分均已保留。请释放一些空间后重新执行该步骤，将从中断处继续。</translation>
    </message>
    <message>
        <source>This place cannot be written to.</source>
        <translation>此位置无法写入。</translation>
    </message>
    <message>
        <source>Check the permissions of the folder, or copy the project to another place.</source>
        <translation>请检查文件夹的权限，或将项目复制到其他位置。</translation>
    </message>
    <message>
        <source>A file is damaged or not what its name says.</source>
        <translation>文件已损坏，或内容与其名称不符。</translation>
    </message>
    <message>
        <source>Open it in another program to check it, or leave it out.</source>
        <translation>请用其他程序打开检查，或不使用该文件。</translation>
    </message>
    <message>
        <source>A file is larger than Likeness accepts.</source>
        <translation>文件超过了 Likeness 允许的大小。</translation>
    </message>
    <message>
        <source>Make it smaller or leave it out; the details name the limit.</source>
        <translation>请缩小该文件或不使用它；详细信息中列出了上限。</translation>
    </message>
    <message>
        <source>A file uses something that Likeness does not know.</source>
        <translation>文件使用了 Likeness 不支持的特性。</translation>
    </message>
    <message>
        <source>Convert it to a common format, or leave it out.</source>
        <translation>请转换为常用格式，或不使用该文件。</translation>
    </message>
    <message>
        <source>There is no image in this folder.</source>
        <translation>此文件夹中没有图像。</translation>
    </message>
    <message>
        <source>Choose the folder that holds one folder per person, with the photographs inside.</source>
        <translation>请选择按人物分子文件夹存放照片的文件夹。</translation>
    </message>
    <message>
        <source>No face was found in any image.</source>
        <translation>所有图像中都未发现人脸。</translation>
    </message>
    <message>
        <source>Are the images cropped faces already? Then import them with “already aligned”. Otherwise try the other detector.</source>
        <translation>这些图像是否已是裁剪好的人脸？若是，请以“已对齐”方式导入；否则请尝试另一种检测器。</translation>
    </message>
    <message>
        <source>There are too few people in the dataset for this.</source>
        <translation>数据集中的人物太少，无法执行此操作。</translation>
    </message>
    <message>
        <source>Import more people, at least two with two faces each, or confirm more labels.</source>
        <translation>请导入更多人物（至少两个，每人两张人脸），或确认更多标签。</translation>
    </message>
    <message>
        <source>The faces have not been prepared yet.</source>
        <translation>人脸尚未预处理。</translation>
    </message>
    <message>
        <source>Run File → Prepare faces first; it finds, aligns and crops every face.</source>
        <translation>请先执行“文件”→“人脸预处理”，它会检测、对齐并裁剪每张人脸。</translation>
    </message>
    <message>
        <source>It is not known how this model wants its input.</source>
        <translation>无法得知此模型所需的输入格式。</translation>
    </message>
    <message>
        <source>Write the small file that the details name, beside the model, and try again.</source>
        <translation>请在模型旁写入详细信息中指明的小文件，然后重试。</translation>
    </message>
    <message>
        <source>Only the window&apos;s program can do this.</source>
        <translation>只有窗口程序才能执行此操作。</translation>
    </message>
    <message>
        <source>Start it from the window.</source>
        <translation>请从窗口中启动。</translation>
    </message>
    <message>
        <source>The compute module could not be loaded.</source>
        <translation>无法加载计算模块。</translation>
    </message>
    <message>
        <source>Training and embeddings need LibTorch. Install it, or look for wrong labels with LBPH, which does without.</source>
        <translation>训练和特征向量需要 LibTorch。请安装它，或用无需 LibTorch 的 LBPH 查找错误标签。</translation>
    </message>
    <message>
        <source>The chosen device is not there.</source>
        <translation>所选设备不存在。</translation>
    </message>
    <message>
        <source>Choose “auto” or “cpu”; a GPU may be missing its driver.</source>
        <translation>请选择“auto”或“cpu”；GPU 可能缺少驱动程序。</translation>
    </message>
    <message>
        <source>There is not enough memory.</source>
        <translation>内存不足。</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller batch.</source>
        <translation>请关闭其他程序，或选择更小的批大小。</translation>
    </message>
    <message>
        <source>A computation failed.</source>
        <translation>计算失败。</translation>
    </message>
    <message>
        <source>The details hold the library&apos;s own words. Another device or a smaller batch may help.</source>
        <translation>详细信息中是库的原始消息。换用其他设备或更小的批大小或许可以解决。</translation>
    </message>
    <message>
        <source>Training went astray: the loss is no longer a number.</source>
        <translation>训练失控：损失已不是有效数值。</translation>
    </message>
    <message>
        <source>No camera could be opened.</source>
        <translation>无法打开摄像头。</translation>
    </message>
    <message>
        <source>Connect one and close other programs that use it, or take the faces from a video file.</source>
        <translation>请连接摄像头并关闭占用它的其他程序，或从视频文件中采集人脸。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>What was finished is kept; starting again goes on from there.</source>
        <translation>已完成的部分均已保留；重新开始将从此处继续。</translation>
    </message>
    <message>
        <source>Something went wrong.</source>
        <translation>出错了。</translation>
    </message>
    <message>
        <source>Looking for images</source>
        <translation>正在查找图像</translation>
    </message>
    <message>
        <source>Reading images</source>
        <translation>正在读取图像</translation>
    </message>
    <message>
        <source>Importing images</source>
        <translation>正在导入图像</translation>
    </message>
    <message>
        <source>Detecting faces</source>
        <translation>正在检测人脸</translation>
    </message>
    <message>
        <source>Preparing faces</source>
        <translation>正在预处理人脸</translation>
    </message>
    <message>
        <source>Aligning faces</source>
        <translation>正在对齐人脸</translation>
    </message>
    <message>
        <source>Cropping faces</source>
        <translation>正在裁剪人脸</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Computing embeddings</source>
        <translation>正在计算特征向量</translation>
    </message>
    <message>
        <source>Comparing faces by LBPH</source>
        <translation>正在用 LBPH 比较人脸</translation>
    </message>
    <message>
        <source>Comparing faces</source>
        <translation>正在比较人脸</translation>
    </message>
    <message>
        <source>Looking for wrong labels</source>
        <translation>正在查找错误标签</translation>
    </message>
    <message>
        <source>Looking for duplicates</source>
        <translation>正在查找重复图片</translation>
    </message>
    <message>
        <source>Drawing faces</source>
        <translation>正在绘制人脸</translation>
    </message>
    <message>
        <source>Drawing the demo&apos;s faces</source>
        <translation>正在绘制演示人脸</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>正在验证</translation>
    </message>
    <message>
        <source>Comparing pairs</source>
        <translation>正在比较配对</translation>
    </message>
    <message>
        <source>Computing intervals</source>
        <translation>正在计算置信区间</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>正在写入报告</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>Taking a snapshot</source>
        <translation>正在创建快照</translation>
    </message>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 张图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 face(s)</source>
        <translation>
            <numerusform>%1 张人脸</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 image(s)</source>
        <translation>
            <numerusform>%1 / %2 张图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 face(s)</source>
        <translation>
            <numerusform>%1 / %2 张人脸</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 pair(s)</source>
        <translation>
            <numerusform>%1 / %2 个配对</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 step(s)</source>
        <translation>
            <numerusform>%1 / %2 步</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>The last good checkpoint is kept. Start a new run with a lower learning rate.</source>
        <translation>最后一个正常的检查点已保留。请用较低的学习率新建一次运行。</translation>
    </message>
    <message>
        <source>Erasing pictures</source>
        <translation>正在清除图片</translation>
    </message>
    <message>
        <source>Erasing crops and thumbnails</source>
        <translation>正在清除裁剪图和缩略图</translation>
    </message>
    <message>
        <source>Erasing names in runs</source>
        <translation>正在清除训练任务中的姓名</translation>
    </message>
    <message>
        <source>Erasing labels and history</source>
        <translation>正在清除标签和历史</translation>
    </message>
    <message>
        <source>Writing the database anew</source>
        <translation>正在重写数据库</translation>
    </message>
    <message>
        <source>Searching for what remains</source>
        <translation>正在搜索残留内容</translation>
    </message>
    <message>
        <source>Placing faces on the map</source>
        <translation>正在把人脸放到地图上</translation>
    </message>
    <message>
        <source>Grouping faces</source>
        <translation>正在给人脸分组</translation>
    </message>
    <message>
        <source>Looking at the groups</source>
        <translation>正在查看各组</translation>
    </message>
    <message>
        <source>Comparing people</source>
        <translation>正在比较人物</translation>
    </message>
    <message>
        <source>Cross-validating the labels</source>
        <translation>正在交叉验证标签</translation>
    </message>
    <message>
        <source>Looking at what would change</source>
        <translation>正在查看会改变什么</translation>
    </message>
    <message>
        <source>Storing</source>
        <translation>正在保存</translation>
    </message>
    <message>
        <source>Trying the method on planted errors</source>
        <translation>正在用植入的错误检验方法</translation>
    </message>
    <message>
        <source>Writing the model down</source>
        <translation>正在写出模型</translation>
    </message>
    <message>
        <source>Comparing the file with the model</source>
        <translation>正在将文件与模型比较</translation>
    </message>
    <message>
        <source>Attacking the decisions</source>
        <translation>正在攻击模型的判断</translation>
    </message>
    <message>
        <source>Timing the model</source>
        <translation>正在测量模型耗时</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>正在读取</translation>
    </message>
</context>
<context>
    <name>likeness::engine::FacePictures</name>
    <message>
        <source>This image is no longer in the project.</source>
        <translation>该图像已不在项目中。</translation>
    </message>
</context>
<context>
    <name>likeness::engine::ProjectSession</name>
    <message>
        <source>Changing labels</source>
        <translation>正在修改标签</translation>
    </message>
    <message>
        <source>Undoing</source>
        <translation>正在撤销</translation>
    </message>
    <message>
        <source>Doing again</source>
        <translation>正在重做</translation>
    </message>
    <message>
        <source>Merging people</source>
        <translation>正在合并人物</translation>
    </message>
    <message>
        <source>Person</source>
        <extracomment>New people are called this and a number
----------
The name of new people, before a number</extracomment>
        <translation>人物</translation>
    </message>
    <message>
        <source>Naming faces</source>
        <translation>正在给人脸命名</translation>
    </message>
</context>
<context>
    <name>likeness::pages::AcceptanceTab</name>
    <message>
        <source>Add a gate…</source>
        <translation>添加验收标准…</translation>
    </message>
    <message>
        <source>What a model of this project has to reach</source>
        <translation>本项目的模型必须达到的要求</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Change the gate that is chosen; Enter does the same</source>
        <translation>更改选中的验收标准；也可按 Enter</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take the gate away; Undo brings it back</source>
        <translation>移除选中的验收标准；可用“撤销”恢复</translation>
    </message>
    <message>
        <source>Usual gates…</source>
        <translation>常用标准…</translation>
    </message>
    <message>
        <source>Show what is often asked of a model, to choose from</source>
        <translation>列出对模型的常见要求，供选择</translation>
    </message>
    <message>
        <source>Gates of this project and what this verification says of each</source>
        <translation>本项目的各项验收标准及本次验证的结论</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>验收标准</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>实测值</translation>
    </message>
    <message>
        <source>What it means, and what to do</source>
        <translation>说明与建议</translation>
    </message>
    <message>
        <source>Models verified on the same pairs</source>
        <translation>在相同配对上验证的模型</translation>
    </message>
    <message>
        <source>Measure latency</source>
        <translation>测量模型耗时</translation>
    </message>
    <message>
        <source>How long one crop takes on this machine: some seconds a model</source>
        <translation>在本机上处理一张裁剪图需要多久；每个模型的测量需数秒</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop timing</source>
        <translation>停止测量耗时</translation>
    </message>
    <message>
        <source>Models verified on the same pairs, what they cost and what they reach</source>
        <translation>在相同配对上验证的模型、其开销及所达到的指标</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>AUC</source>
        <translation>AUC</translation>
    </message>
    <message>
        <source>TPR at FPR %1</source>
        <translation>FPR %1 时的 TPR</translation>
    </message>
    <message>
        <source>Gates</source>
        <translation>验收</translation>
    </message>
    <message>
        <source>Of one crop; the FLOPs are about twice as many</source>
        <translation>处理一张裁剪图的次数；FLOPs 约为其两倍</translation>
    </message>
    <message>
        <source>Nothing verified yet</source>
        <translation>尚未验证</translation>
    </message>
    <message>
        <source>Verify a model first; here it is then held against what this project asks of a model: pass, fail, or not enough data.</source>
        <translation>请先验证模型；随后将在此按本项目的要求判定模型：通过、未通过或数据不足。</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>This version does not know such a gate. Change or remove it, or update Likeness.</source>
        <translation>此版本无法识别这项验收标准。请更改或移除它，或更新 Likeness。</translation>
    </message>
    <message>
        <source>judging…</source>
        <translation>正在判定…</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>sign, verdict</comment>
        <extracomment>A sign (✓, ✗ or ?) and a verdict</extracomment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>figure, interval</comment>
        <extracomment>A figure and its 95 % interval</extracomment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>There are no gates to judge by.</source>
        <translation>没有可用于判定的验收标准。</translation>
    </message>
    <message>
        <source>This project asks nothing of a model yet</source>
        <translation>本项目尚未设定验收标准</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>A gate is one figure and a bound, such as TPR at FPR 1e-4 ≥ 99.5 %. With gates every verification and every report says pass, fail or not enough data.</source>
        <translation>验收标准由一项指标和一个界限组成，例如 TPR@FPR 1e-4 ≥ 99.5 %。设定之后，每次验证和每份报告都会给出结论：通过、未通过或数据不足。</translation>
    </message>
    <message>
        <source>Gates belong to a project. Open one to see whether this model is good enough for it.</source>
        <translation>验收标准属于项目。请打开一个项目，看看此模型是否满足其要求。</translation>
    </message>
    <message>
        <source>Judging…</source>
        <translation>正在判定…</translation>
    </message>
    <message>
        <source>The model does not pass.</source>
        <translation>模型未通过验收。</translation>
    </message>
    <message>
        <source>There is not enough data to say that the model passes.</source>
        <translation>数据不足，无法判定模型通过验收。</translation>
    </message>
    <message>
        <source>The model passes.</source>
        <translation>模型通过验收。</translation>
    </message>
    <message numerus="yes">
        <source>%n pass</source>
        <comment>gates</comment>
        <translation>
            <numerusform>%n 项通过</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fail</source>
        <comment>gates</comment>
        <translation>
            <numerusform>%n 项未通过</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without enough data</source>
        <comment>gates</comment>
        <translation>
            <numerusform>%n 项数据不足</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gate(s): %1</source>
        <extracomment>Of %n gates, and how many of them pass, fail …</extracomment>
        <translation>
            <numerusform>%n 项验收标准：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>The model’s file has changed since it was verified.</source>
        <translation>模型文件在验证之后已被更改。</translation>
    </message>
    <message>
        <source>Timing the models</source>
        <translation>正在测量模型耗时</translation>
    </message>
    <message>
        <source>%1 (this one)</source>
        <extracomment>A model, marked as the one that is open</extracomment>
        <translation>%1（当前）</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1, %2 threads, %3</source>
        <translation>%1，%2 线程，%3</translation>
    </message>
    <message>
        <source>Median of %1 passes on %2; %3 crops a second in batches of %4</source>
        <translation>%1 次推理的中位数（%2）；批大小为 %4 时每秒 %3 张裁剪图</translation>
    </message>
    <message>
        <source>Not timed yet</source>
        <translation>尚未测量耗时</translation>
    </message>
    <message>
        <source>Not enough data: fewer than 10 false accepts are allowed at this rate.</source>
        <translation>数据不足：在此比率下允许的误识不足 10 次。</translation>
    </message>
    <message>
        <source>Verify another model on this set, on the left, and store it, to see both here.</source>
        <translation>请在左侧用此验证集再验证一个模型并保存，即可在此同时查看两者。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>sentences</comment>
        <extracomment>Two sentences</extracomment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>Timed on: %1.</source>
        <translation>耗时测量环境：%1。</translation>
    </message>
    <message>
        <source>The gate is gone; Undo brings it back.</source>
        <translation>已移除该验收标准；可用“撤销”恢复。</translation>
    </message>
    <message>
        <source>The figure, its 95 % interval, and what it was measured on</source>
        <translation>数值、其 95 % 区间，以及在哪些样本上测得</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>Of one crop: median in milliseconds, preprocessing included; the tooltip of a figure says on what</source>
        <translation>单张裁剪图耗时的中位数（毫秒），含预处理；数值的提示说明在何种设备上测得</translation>
    </message>
    <message>
        <source>not enough data</source>
        <translation>数据不足</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between counts</comment>
        <translation>，</translation>
    </message>
</context>
<context>
    <name>likeness::pages::AnnotatePage</name>
    <message>
        <source>The points are saved; the crop follows when the running job ends.</source>
        <translation>关键点已保存；当前任务结束后将更新裁剪图。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Store these points and cut the crop anew (Ctrl+S). Going to another face saves too; undo takes it back.</source>
        <translation>保存这些关键点并重新生成裁剪图 (Ctrl+S)。切换到其他人脸时也会保存；可以撤销。</translation>
    </message>
    <message>
        <source>Automatic points</source>
        <translation>自动关键点</translation>
    </message>
    <message>
        <source>Back to the points that the landmark model found (Ctrl+R)</source>
        <translation>恢复为关键点模型找到的点 (Ctrl+R)</translation>
    </message>
    <message>
        <source>Previous face (P, Page Up)</source>
        <translation>上一张人脸 (P, Page Up)</translation>
    </message>
    <message>
        <source>Previous face</source>
        <translation>上一张人脸</translation>
    </message>
    <message>
        <source>Next worst face (N, Page Down)</source>
        <translation>下一张最差的人脸 (N, Page Down)</translation>
    </message>
    <message>
        <source>Next face</source>
        <translation>下一张人脸</translation>
    </message>
    <message numerus="yes">
        <source>Move %n point(s)</source>
        <translation>
            <numerusform>移动 %n 个关键点</numerusform>
        </translation>
    </message>
    <message>
        <source>This page does not know “%1”.</source>
        <translation>此页面无法识别“%1”。</translation>
    </message>
    <message>
        <source>No faces to annotate yet</source>
        <translation>还没有可标注的人脸</translation>
    </message>
    <message>
        <source>Import photographs and prepare them: faces and their landmarks are found then. Images imported as ready-made crops have no landmarks.</source>
        <translation>请导入照片并进行预处理，届时会找出人脸及其关键点。以现成裁剪图导入的图像没有关键点。</translation>
    </message>
    <message>
        <source>Go to the dataset</source>
        <translation>前往数据集</translation>
    </message>
    <message>
        <source>That was the last face of this list.</source>
        <translation>这已是列表中的最后一张人脸。</translation>
    </message>
    <message>
        <source>This is the first face of the list.</source>
        <translation>这是列表中的第一张人脸。</translation>
    </message>
    <message>
        <source>Choose a face on the left.</source>
        <translation>请在左侧选择一张人脸。</translation>
    </message>
    <message>
        <source>unlabelled</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>Reading the photograph…</source>
        <translation>正在读取照片…</translation>
    </message>
    <message>
        <source>Landmarks of %1 saved.</source>
        <translation>已保存 %1 的关键点。</translation>
    </message>
    <message>
        <source>Mean shape</source>
        <translation>平均形状</translation>
    </message>
    <message>
        <source>Find the points</source>
        <translation>查找关键点</translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation>标注</translation>
    </message>
</context>
<context>
    <name>likeness::pages::AugmentSheet</name>
    <message>
        <source>Faces as training sees them, beside what they are</source>
        <translation>训练所见的人脸，与原图对照</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>As training sees it</source>
        <translation>训练所见</translation>
    </message>
</context>
<context>
    <name>likeness::pages::BatchDialog</name>
    <message>
        <source>The batch of step %1</source>
        <translation>第 %1 步的批次</translation>
    </message>
    <message>
        <source>Faces of the batch</source>
        <translation>该批次的人脸</translation>
    </message>
    <message>
        <source>Show in the &amp;review</source>
        <translation>在审阅中显示(&amp;R)</translation>
    </message>
    <message>
        <source>The chosen face with those it resembles (Enter)</source>
        <translation>所选人脸及与之相似的人脸（Enter）</translation>
    </message>
    <message>
        <source>Show in the &amp;dataset</source>
        <translation>在数据集中显示(&amp;D)</translation>
    </message>
    <message>
        <source>The chosen face among all (Alt+D)</source>
        <translation>在全部人脸中显示所选人脸（Alt+D）</translation>
    </message>
    <message numerus="yes">
        <source>These %n faces are the last ones before it was seen that the training accuracy had collapsed.</source>
        <translation>
            <numerusform>发现训练准确率骤降之前，最后一步用的是这 %n 张人脸。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The loss became no number on these %n faces.</source>
        <translation>
            <numerusform>损失在这 %n 张人脸上变为非数值。</numerusform>
        </translation>
    </message>
    <message>
        <source>Look for pictures that are no face or are damaged, and for wrong labels; if there are none, the learning rate is likely too high.</source>
        <translation>请查看是否有非人脸或损坏的图片，以及错误的标签；若都没有，很可能是学习率过高。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::BulkDialog</name>
    <message>
        <source>Accept all above a confidence</source>
        <translation>接受置信度以上的全部建议</translation>
    </message>
    <message>
        <source>Accept from</source>
        <translation>接受下限</translation>
    </message>
    <message>
        <source> %</source>
        <extracomment>After a number in a field: percent</extracomment>
        <translation> %</translation>
    </message>
    <message>
        <source>The probability that the suggestion is right, by the calibrated scores</source>
        <translation>按校准后的分数，建议正确的概率</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Reading the suggestions…</source>
        <translation>正在读取建议…</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>Space leaves the selected ones out, and takes them in again. One undo takes back all of it.</source>
        <translation>空格键排除选中的项，再按一次恢复。一次撤销即可全部还原。</translation>
    </message>
    <message>
        <source>Change faces</source>
        <translation>更改人脸</translation>
    </message>
    <message>
        <source>There is nothing open to accept here.</source>
        <translation>这里没有待接受的建议。</translation>
    </message>
    <message numerus="yes">
        <source>This would change %n face(s); expected wrong: %1.</source>
        <translation>
            <numerusform>将更改 %n 张人脸；预计出错：%1。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out.</source>
        <translation>
            <numerusform>已排除 %n 项。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Change %n face(s)</source>
        <translation>
            <numerusform>更改 %n 张人脸</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Purity of the %n people concerned: %1 → %2</source>
        <extracomment>Purity: the share of faces whose closest other face has the same name</extracomment>
        <translation>
            <numerusform>相关 %n 个人物的纯度：%1 → %2</numerusform>
        </translation>
    </message>
    <message>
        <source>The share of these people’s faces whose closest other face has the same name</source>
        <translation>这些人物的人脸中，最相似的另一张人脸同名的比例</translation>
    </message>
    <message>
        <source>No suggestion is that sure; the surest has %1. Lower the confidence to see more.</source>
        <translation>没有这么确定的建议；最确定的为 %1。降低置信度可看到更多。</translation>
    </message>
    <message>
        <source>The probability that the label is wrong and the suggested person is the right one</source>
        <translation>标签错误、且建议的人正确的概率</translation>
    </message>
    <message>
        <source>%1 → %2, right with a probability of %3</source>
        <extracomment>A suggestion: the name now, the name then, how sure</extracomment>
        <translation>%1 → %2，正确的概率为 %3</translation>
    </message>
    <message>
        <source>How often the suggested person is the right one is not known: these faces were compared by an earlier version.</source>
        <translation>建议的人有多少次正确尚不清楚：这些人脸是由早期版本比较的。</translation>
    </message>
    <message>
        <source>Expected: %1 to the right person, %2 to a wrong one, %3 away from a label that was right.</source>
        <translation>预计：%1 张移到正确的人，%2 张移到错误的人，%3 张原来的标签本是正确的。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::CanvasTools</name>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Show the face (F)</source>
        <translation>显示人脸 (F)</translation>
    </message>
    <message>
        <source>Photograph</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>Show the whole photograph (0)</source>
        <translation>显示整张照片 (0)</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Show the automatic points and the way to them (C)</source>
        <translation>显示自动关键点及与其之间的偏移 (C)</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>连线</translation>
    </message>
    <message>
        <source>Join the points of a part (H)</source>
        <translation>连接同一部位的关键点 (H)</translation>
    </message>
    <message>
        <source>Move shape</source>
        <translation>移动形状</translation>
    </message>
    <message>
        <source>Two handles that move, turn and size the whole shape (L)</source>
        <translation>用两个控制柄移动、旋转和缩放整个形状 (L)</translation>
    </message>
    <message>
        <source>Find in a box</source>
        <translation>框选查找</translation>
    </message>
    <message>
        <source>Draw a box and let the landmark model find the points in it (B); M places a mean shape instead</source>
        <translation>画一个框，由关键点模型在框内查找关键点 (B)；按 M 则改为放置平均形状</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Light</source>
        <extracomment>The light of a photograph: how it was evened out</extracomment>
        <translation>光照</translation>
    </message>
    <message>
        <source>Light: %1</source>
        <translation>光照：%1</translation>
    </message>
    <message>
        <source>Even out the light of a dark face to see it better; points and crops stay, and Find in a box looks in that light (Shift+L)</source>
        <translation>均衡暗脸的光照以便看清；关键点和裁剪图不变，框选查找在此光照下进行 (Shift+L)</translation>
    </message>
</context>
<context>
    <name>likeness::pages::CaptureCoachView</name>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>光照</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>清晰度</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>转角</translation>
    </message>
    <message>
        <source>New view</source>
        <translation>新视角</translation>
    </message>
    <message>
        <source>Distance of the outer eye corners in the frame</source>
        <translation>画面中两外眼角之间的距离</translation>
    </message>
    <message>
        <source>Mean brightness of the face, 0 to 255</source>
        <translation>人脸的平均亮度，0 到 255</translation>
    </message>
    <message>
        <source>Variance of the Laplacian; below 40 is soft</source>
        <translation>拉普拉斯方差；低于 40 为偏模糊</translation>
    </message>
    <message>
        <source>How far the head is turned, sideways and up or down</source>
        <translation>头部左右及上下转动的角度</translation>
    </message>
    <message>
        <source>Whether this picture differs from the ones captured before</source>
        <translation>这张图片与之前采集的是否不同</translation>
    </message>
    <message>
        <source>Captured pictures of this view; three of each make a good gallery</source>
        <translation>该视角已采集的图片数；每个视角三张即可组成良好的图库</translation>
    </message>
    <message>
        <source>Start a camera or open a video.</source>
        <translation>请启动摄像头或打开视频。</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>%1° · %2°</source>
        <translation>%1° · %2°</translation>
    </message>
    <message>
        <source>Every view is there. Good.</source>
        <translation>各个视角均已齐全，很好。</translation>
    </message>
    <message>
        <source>Good. %1</source>
        <translation>很好。%1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>likeness::pages::CapturePage</name>
    <message>
        <source>The video has ended.</source>
        <translation>视频已播放完毕。</translation>
    </message>
    <message>
        <source>The frame is stored; its crop follows when the running job ends.</source>
        <translation>该帧已保存；当前任务结束后将生成裁剪图。</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>The camera or video that frames come from</source>
        <translation>提供画面的摄像头或视频</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>镜像(&amp;M)</translation>
    </message>
    <message>
        <source>Show the picture as a mirror does. What is stored is never mirrored.</source>
        <translation>像镜子一样显示画面。保存的内容不会镜像。</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>&amp;Identity</source>
        <translation>身份(&amp;I)</translation>
    </message>
    <message>
        <source>Whose face is it?</source>
        <translation>这是谁的人脸？</translation>
    </message>
    <message>
        <source>The person that captured faces belong to; a new name makes a new identity</source>
        <translation>采集的人脸所属的人物；输入新姓名会新建身份</translation>
    </message>
    <message>
        <source>Capture</source>
        <translation>采集</translation>
    </message>
    <message>
        <source>Store this frame with its face under that identity (Space)</source>
        <translation>将此帧及其中的人脸保存到该身份下 (空格键)</translation>
    </message>
    <message>
        <source>Capture by itself</source>
        <translation>自动采集</translation>
    </message>
    <message>
        <source>Captures whenever the coach has no objection, the quality is reached and the view is new</source>
        <translation>当采集指导无异议、质量达标且视角为新视角时自动采集</translation>
    </message>
    <message>
        <source>Least quality of a face, 0 to 1: sharpness, light, size and pose in one number</source>
        <translation>人脸的最低质量，0 到 1：综合清晰度、光照、大小和姿态的单一数值</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Least time between two captures</source>
        <translation>两次采集之间的最短间隔</translation>
    </message>
    <message>
        <source>Quality at least</source>
        <translation>最低质量</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Video file…</source>
        <translation>视频文件…</translation>
    </message>
    <message>
        <source>No camera found</source>
        <translation>未找到摄像头</translation>
    </message>
    <message>
        <source>Plug one in and come back to this page, or take faces from a video file.</source>
        <translation>请接入摄像头后返回此页面，或从视频文件中采集人脸。</translation>
    </message>
    <message>
        <source>Open a video…</source>
        <translation>打开视频…</translation>
    </message>
    <message>
        <source>Ready to capture</source>
        <translation>可以开始采集</translation>
    </message>
    <message>
        <source>Start the camera above, or take faces from a video file. The coach on the right says when a picture is good.</source>
        <translation>请在上方启动摄像头，或从视频文件中采集人脸。右侧的采集指导会提示画面何时合适。</translation>
    </message>
    <message>
        <source>Open a video</source>
        <translation>打开视频</translation>
    </message>
    <message>
        <source>Videos (*.mp4 *.mkv *.avi *.mov *.webm *.mpg *.mpeg *.m4v);;All files (*)</source>
        <translation>视频 (*.mp4 *.mkv *.avi *.mov *.webm *.mpg *.mpeg *.m4v);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Stop the source</source>
        <translation>停止当前来源</translation>
    </message>
    <message>
        <source>Start the chosen source</source>
        <translation>启动所选来源</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 analyses a second</source>
        <translation>每秒分析 %1 次</translation>
    </message>
    <message>
        <source>Detection and landmarks took %1 ms</source>
        <translation>检测与关键点定位耗时 %1 ms</translation>
    </message>
    <message>
        <source>Start a camera or open a video first.</source>
        <translation>请先启动摄像头或打开视频。</translation>
    </message>
    <message>
        <source>Whose face is it? Type a name first.</source>
        <translation>这是谁的人脸？请先输入姓名。</translation>
    </message>
    <message>
        <source>This page does not know “%1”.</source>
        <translation>此页面无法识别“%1”。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::CaptureStrip</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Captured faces</source>
        <translation>已采集的人脸</translation>
    </message>
    <message>
        <source>Captured in this session; double click opens the landmarks</source>
        <translation>本次会话中采集；双击可打开关键点</translation>
    </message>
    <message>
        <source>Nothing to take back</source>
        <translation>没有可撤销的操作</translation>
    </message>
    <message>
        <source>Take back: %1 (Ctrl+Z)</source>
        <translation>撤销：%1 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>%1, being stored</source>
        <translation>%1，正在保存</translation>
    </message>
    <message>
        <source>%1. Double click opens the landmarks.</source>
        <translation>%1。双击可打开关键点。</translation>
    </message>
    <message>
        <source>Captured faces appear here.</source>
        <translation>采集的人脸会显示在这里。</translation>
    </message>
    <message numerus="yes">
        <source>%n captured</source>
        <translation>
            <numerusform>已采集 %n 张</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 of them as %3</source>
        <translation>%1，其中 %2 张为 %3</translation>
    </message>
</context>
<context>
    <name>likeness::pages::ChecksCard</name>
    <message>
        <source>Checks of every label</source>
        <translation>逐个标签的检查</translation>
    </message>
    <message>
        <source>Comparison asks whether a face is as close to its person’s other faces as faces of one person are here; cross-validation asks whether a classifier that never saw the face gives it the same name.</source>
        <translation>比对检查一张人脸与其人物的其他人脸是否像本项目中同一人那样接近；交叉验证检查从未见过这张人脸的分类器是否给出同样的姓名。</translation>
    </message>
    <message>
        <source>Compare all labels</source>
        <translation>比对全部标签</translation>
    </message>
    <message>
        <source>Cross-validate</source>
        <translation>交叉验证</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比对</translation>
    </message>
    <message>
        <source>Spot check</source>
        <translation>抽查</translation>
    </message>
    <message>
        <source>Cross-validation</source>
        <translation>交叉验证</translation>
    </message>
    <message>
        <source>Enter opens the face on the Review page</source>
        <translation>按回车在“审阅”页面打开该人脸</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>尚未运行</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n passed</source>
        <translation>
            <numerusform>%n 张中 %1 张通过</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a second face</source>
        <translation>
            <numerusform>%n 张没有第二张人脸可比</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not checked</source>
        <translation>
            <numerusform>%n 张未检查</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between counts</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n 张未通过</numerusform>
        </translation>
    </message>
    <message>
        <source>Cross-validating labels</source>
        <translation>正在交叉验证标签</translation>
    </message>
    <message>
        <source>Comparing labels</source>
        <translation>正在比对标签</translation>
    </message>
</context>
<context>
    <name>likeness::pages::CompareTab</name>
    <message>
        <source>compared &amp;with B:</source>
        <extracomment>Before a list of other verifications</extracomment>
        <translation>与 B 比较(&amp;W)：</translation>
    </message>
    <message>
        <source>Compared with</source>
        <translation>比较对象</translation>
    </message>
    <message>
        <source>Another model that was verified on the same pairs and is stored in this project (Alt+W). To have one more, verify it on this set on the left.</source>
        <translation>在相同配对上验证过并保存在本项目中的另一个模型（Alt+W）。如需更多，请在左侧用此验证集验证。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop comparing</source>
        <translation>停止比较</translation>
    </message>
    <message>
        <source>Figures of both models and their differences</source>
        <translation>两个模型的指标及其差异</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>A − B</source>
        <translation>A − B</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 区间</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>检验</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Choose a model above to compare with.</source>
        <translation>请在上方选择要比较的模型。</translation>
    </message>
    <message>
        <source>&amp;Show</source>
        <translation>显示(&amp;S)</translation>
    </message>
    <message>
        <source>Which pairs are shown</source>
        <translation>显示哪些配对</translation>
    </message>
    <message>
        <source>all of them</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>only A is right</source>
        <translation>仅 A 正确</translation>
    </message>
    <message>
        <source>only B is right</source>
        <translation>仅 B 正确</translation>
    </message>
    <message>
        <source>Which of the pairs on which they differ (Alt+S)</source>
        <translation>显示判断不同的配对中的哪些（Alt+S）</translation>
    </message>
    <message>
        <source>Show as errors</source>
        <translation>作为错误显示</translation>
    </message>
    <message>
        <source>Show these pairs large, beside the curves</source>
        <translation>在曲线旁放大显示这些配对</translation>
    </message>
    <message>
        <source>Open in Review</source>
        <translation>在“审阅”中打开</translation>
    </message>
    <message>
        <source>Look at the left face on the Review page (Enter; the right one with Shift)</source>
        <translation>在“审阅”页查看左侧人脸（Enter；按住 Shift 查看右侧人脸）</translation>
    </message>
    <message>
        <source>Add to review</source>
        <translation>加入审阅</translation>
    </message>
    <message>
        <source>Put the faces of the selected pairs into the review queue, with this evidence</source>
        <translation>把所选配对的人脸连同此依据加入审阅队列</translation>
    </message>
    <message>
        <source>Pairs that only one of the models judges rightly</source>
        <translation>只有一个模型判断正确的配对</translation>
    </message>
    <message>
        <source>Pairs on which %1 and %2 differ</source>
        <translation>%1 与 %2 判断不同的配对</translation>
    </message>
    <message>
        <source>A (%1)</source>
        <extracomment>A model in a comparison, and its name</extracomment>
        <translation>A（%1）</translation>
    </message>
    <message>
        <source>Looking for other models…</source>
        <translation>正在查找其他模型…</translation>
    </message>
    <message>
        <source>Nothing verified yet</source>
        <translation>尚未验证</translation>
    </message>
    <message>
        <source>Verify two models on the same set; here you then see whether one is better, and on which pairs they differ.</source>
        <translation>请用同一验证集验证两个模型；随后可在此查看其中一个是否更好，以及它们对哪些配对判断不同。</translation>
    </message>
    <message>
        <source>verified on another set</source>
        <translation>在其他验证集上验证</translation>
    </message>
    <message>
        <source>verified on other pairs of the set</source>
        <translation>在该验证集的其他配对上验证</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <extracomment>A verification, and why it cannot be chosen</extracomment>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>Verify this model on the set that is open, on the left, to compare them.</source>
        <translation>请在左侧用当前的验证集验证此模型，以便比较。</translation>
    </message>
    <message>
        <source>No other model on this set yet</source>
        <translation>此验证集上还没有其他模型</translation>
    </message>
    <message>
        <source>Verify another model on this set, on the left, and store it; it then can be compared here pair by pair. Models that were verified on other sets or other pairs are listed above, but cannot be compared with this one.</source>
        <translation>请在左侧用此验证集再验证一个模型并保存，随后即可在此逐对比较。在其他验证集或其他配对上验证的模型列在上方，但无法与当前模型比较。</translation>
    </message>
    <message>
        <source>Verifications are kept in a project. Open one, and verify both models there.</source>
        <translation>验证结果保存在项目中。请打开一个项目，并在其中验证这两个模型。</translation>
    </message>
    <message>
        <source>B (%1)</source>
        <translation>B（%1）</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>The people are drawn %1 times, and both models are measured on each draw.</source>
        <translation>对人物重采样 %1 次，每次同时测量两个模型。</translation>
    </message>
    <message>
        <source>The pairs are not the same</source>
        <translation>配对不相同</translation>
    </message>
    <message>
        <source>%1 genuine and %2 impostor pairs.</source>
        <translation>%1 个同人配对和 %2 个异人配对。</translation>
    </message>
    <message>
        <source>The people are too few to be resampled.</source>
        <translation>人物太少，无法重采样。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>sentences</comment>
        <extracomment>Two sentences</extracomment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>Not enough data: fewer than 10 false accepts are allowed at this rate.</source>
        <translation>数据不足：在此比率下允许的误识不足 10 次。</translation>
    </message>
    <message>
        <source>This test decides.</source>
        <translation>结论以此检验为准。</translation>
    </message>
    <message>
        <source>They differ on %1 pairs: A alone is right on %2, B alone on %3.</source>
        <translation>两者对 %1 个配对判断不同：仅 A 正确的 %2 个，仅 B 正确的 %3 个。</translation>
    </message>
    <message>
        <source>Here are the %1 on which they are farthest apart.</source>
        <translation>以下为差距最大的 %1 个。</translation>
    </message>
    <message>
        <source>Both models decide every pair in the same way.</source>
        <translation>两个模型对每个配对的判断都相同。</translation>
    </message>
    <message>
        <source>There is no such pair among those that are farthest apart.</source>
        <translation>差距最大的配对中没有这种配对。</translation>
    </message>
    <message>
        <source>A %1 %2 · B %3 %4</source>
        <extracomment>Two models, the similarity that each gives, and whether it is right: A 0.712 ✓ · B 0.341 ✗</extracomment>
        <translation>A %1 %2 · B %3 %4</translation>
    </message>
    <message>
        <source>one person</source>
        <translation>同一人</translation>
    </message>
    <message>
        <source>two people</source>
        <translation>不同人</translation>
    </message>
    <message>
        <source>%1; A is right with %2, B wrong with %3</source>
        <extracomment>A pair of pictures, whether they show one person, and the similarity that the model that is right and the one that is wrong give it</extracomment>
        <translation>%1；A 正确（%2），B 错误（%3）</translation>
    </message>
    <message>
        <source>%1; B is right with %2, A wrong with %3</source>
        <translation>%1；B 正确（%2），A 错误（%3）</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>pair, models</comment>
        <extracomment>A pair of pictures, and what the models make of it</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>How likely chance alone makes such a difference. The verdict requires p below 0.01.</source>
        <translation>仅凭偶然出现这样差异的可能性。下结论要求 p 小于 0.01。</translation>
    </message>
    <message>
        <source>Both verifications have the same number of pairs, but different ones. Verify this model on the set that is open, on the left, to compare them.</source>
        <translation>两次验证的配对数相同，但配对不同。请在左侧用当前打开的验证集验证该模型，以便比较。</translation>
    </message>
    <message>
        <source>Save comparison…</source>
        <translation>保存比较…</translation>
    </message>
    <message>
        <source>The report on both models as one HTML file or PDF, or the figures as JSON</source>
        <translation>将两个模型的比较报告保存为一个 HTML 文件或 PDF，或将数值保存为 JSON</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <extracomment>The suggested name of a file: two models that are compared</extracomment>
        <translation>%1 与 %2</translation>
    </message>
    <message>
        <source>Save the comparison</source>
        <translation>保存比较</translation>
    </message>
    <message>
        <source>Web page (*.html);;PDF (*.pdf);;Figures as JSON (*.json)</source>
        <translation>网页 (*.html);;PDF (*.pdf);;JSON 数值 (*.json)</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>%1 resamples of %2 people, both models on each; one is called better at p &lt; 0.01.</source>
        <translation>对 %2 人重采样 %1 次，每次同时测量两个模型；p &lt; 0.01 时才称其中一个更优。</translation>
    </message>
    <message>
        <source>%1 resamples of the pairs, because the set does not say whose they are; one is called better at p &lt; 0.01.</source>
        <translation>验证集未给出身份信息，故对配对重采样 %1 次；p &lt; 0.01 时才称其中一个更优。</translation>
    </message>
    <message>
        <source>With fewer than %1 people this says little about others.</source>
        <translation>人数少于 %1 时，此结论难以推广到其他人。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::CurvesTab</name>
    <message>
        <source>Into the review</source>
        <translation>加入审阅</translation>
    </message>
    <message>
        <source>Put the faces of the selected pairs into the review queue</source>
        <translation>把所选配对的人脸加入审阅队列</translation>
    </message>
    <message>
        <source>Look at the face</source>
        <translation>查看人脸</translation>
    </message>
    <message>
        <source>Show the left face on the Review page (Enter; Shift+Enter: the right one)</source>
        <translation>在“审阅”页查看左侧人脸（Enter；Shift+Enter 查看右侧人脸）</translation>
    </message>
    <message>
        <source>Back to the errors</source>
        <translation>返回错误</translation>
    </message>
    <message>
        <source>Show the errors of the operating point again</source>
        <translation>重新显示工作点处的错误</translation>
    </message>
    <message>
        <source>ROC</source>
        <translation>ROC</translation>
    </message>
    <message>
        <source>True-positive rate over false-positive rate (R)</source>
        <translation>真阳性率随误识率的变化（R）</translation>
    </message>
    <message>
        <source>DET</source>
        <translation>DET</translation>
    </message>
    <message>
        <source>Both rates of error, on logarithmic axes (D)</source>
        <translation>两种错误率，对数坐标（D）</translation>
    </message>
    <message>
        <source>&amp;Operating point</source>
        <translation>工作点(&amp;O)</translation>
    </message>
    <message>
        <source>Operating point</source>
        <translation>工作点</translation>
    </message>
    <message>
        <source>What the threshold is to reach (Alt+O)</source>
        <translation>阈值所要达到的目标（Alt+O）</translation>
    </message>
    <message>
        <source>&amp;Threshold</source>
        <translation>阈值(&amp;T)</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Pairs count as one person from this cosine on (Alt+T; Up and Down step). In the curves: click, drag the mark, or Left and Right, with Shift in larger steps.</source>
        <translation>余弦达到此值的配对视为同一人（Alt+T；按 Up、Down 调节）。在曲线上：单击、拖动标记，或按 Left、Right，按住 Shift 步长更大。</translation>
    </message>
    <message>
        <source>Similarity of pairs</source>
        <translation>配对相似度</translation>
    </message>
    <message>
        <source>Click for the errors at a place; drag the mark or press Left and Right (with Shift: larger steps). Dragging elsewhere zooms, a double click shows all.</source>
        <translation>单击某处可查看该处的错误；可拖动标记，或按 Left、Right（按住 Shift 步长更大）。在其他位置拖动可缩放，双击显示全部。</translation>
    </message>
    <message>
        <source>Nothing verified yet</source>
        <translation>尚未验证</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Chosen by hand</source>
        <translation>手动选择</translation>
    </message>
    <message>
        <source>%1 (95 %: %2)</source>
        <comment>a rate and its interval</comment>
        <translation>%1（95 %：%2）</translation>
    </message>
    <message>
        <source>Threshold %1  ·  TPR %2 of %3 genuine pairs  ·  FPR %4 of %5 impostor pairs  ·  %6 false accepts, %7 false rejects</source>
        <extracomment>The line below the curves. %2 and %3: TPR and genuine pairs, %4 and %5: FPR and impostor pairs, %6 and %7: numbers of pairs</extracomment>
        <translation>阈值 %1  ·  %3 个同人配对的 TPR %2  ·  %5 个异人配对的 FPR %4  ·  误识 %6 对，漏识 %7 对</translation>
    </message>
    <message>
        <source>Errors at this threshold</source>
        <translation>此阈值下的错误</translation>
    </message>
    <message>
        <source>With this many pairs, it is not stored which images they come from.</source>
        <translation>验证的配对太多，因此未保存它们对应哪些图片。</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>Some pairs of all</extracomment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Different people</source>
        <translation>不同人</translation>
    </message>
    <message>
        <source>One person</source>
        <translation>同一人</translation>
    </message>
    <message>
        <source>False accepts</source>
        <translation>误识</translation>
    </message>
    <message>
        <source>Different labels, yet alike. Is one of the labels wrong?</source>
        <translation>标签不同却很相似。是否有一个标签错了？</translation>
    </message>
    <message>
        <source>False rejects</source>
        <translation>漏识</translation>
    </message>
    <message>
        <source>The same label, yet unlike. Is one of the labels wrong, or a photograph bad?</source>
        <translation>标签相同却不相似。是否有一个标签错了，或照片质量差？</translation>
    </message>
    <message>
        <source>None of these pairs.</source>
        <translation>没有这类配对。</translation>
    </message>
    <message>
        <source>No false accepts at this threshold. A lower one shows the closest impostors.</source>
        <translation>此阈值下没有误识。调低阈值可查看最接近的异人配对。</translation>
    </message>
    <message>
        <source>No false rejects at this threshold. A higher one shows the farthest pairs of one person.</source>
        <translation>此阈值下没有漏识。调高阈值可查看最不相似的同人配对。</translation>
    </message>
    <message>
        <source>fewer than %1 false accepts</source>
        <extracomment>In the part of a plot where a rate rests on so few pairs</extracomment>
        <translation>误识少于 %1 次</translation>
    </message>
</context>
<context>
    <name>likeness::pages::DatasetPage</name>
    <message>
        <source>Not labelled</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>The faces could not be read.</source>
        <translation>无法读取人脸。</translation>
    </message>
    <message>
        <source>Close and open the project again.</source>
        <translation>请关闭项目后重新打开。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>可疑</translation>
    </message>
    <message>
        <source>Not reviewed</source>
        <translation>未审阅</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>No face found</source>
        <translation>未找到人脸</translation>
    </message>
    <message>
        <source>Prepare faces</source>
        <translation>预处理人脸</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Move…</source>
        <translation>移动…</translation>
    </message>
    <message>
        <source>Split off…</source>
        <translation>拆分…</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) are not prepared yet: not found, aligned or cropped.</source>
        <translation>
            <numerusform>%n 张人脸尚未预处理：未检测、未对齐或未裁剪。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>No faces yet</source>
        <translation>还没有人脸</translation>
    </message>
    <message>
        <source>Import a folder that holds one folder of images per person, or drop it on this window. The images stay where they are and are never changed.</source>
        <translation>导入一个文件夹，其中每个人物各有一个图像文件夹，也可将其拖放到此窗口。图像保留在原处，绝不会被更改。</translation>
    </message>
    <message>
        <source>Import a folder of faces…</source>
        <translation>导入人脸文件夹…</translation>
    </message>
    <message>
        <source>Nothing is flagged here</source>
        <translation>这里没有可疑人脸</translation>
    </message>
    <message>
        <source>Flags come from the Review page, which compares every face with all others.</source>
        <translation>疑点来自“审阅”页面，该页面会将每张人脸与其他所有人脸进行比较。</translation>
    </message>
    <message>
        <source>Show all faces</source>
        <translation>显示所有人脸</translation>
    </message>
    <message>
        <source>Everything here is reviewed</source>
        <translation>这里的人脸均已审阅</translation>
    </message>
    <message>
        <source>Nothing is rejected here</source>
        <translation>这里没有已排除的人脸</translation>
    </message>
    <message>
        <source>Rejected faces stay in the project and take no part in training.</source>
        <translation>已排除的人脸仍保留在项目中，但不参与训练。</translation>
    </message>
    <message>
        <source>A face was found in every image here</source>
        <translation>这里的每张图像都找到了人脸</translation>
    </message>
    <message>
        <source>This person has no faces</source>
        <translation>此人物没有人脸</translation>
    </message>
    <message>
        <source>Move to whom?</source>
        <translation>移动到哪个人物？</translation>
    </message>
    <message>
        <source>Split off a new person</source>
        <translation>拆分为新人物</translation>
    </message>
    <message>
        <source>Name of the new person for the chosen faces:</source>
        <translation>所选人脸的新人物姓名：</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Order of the faces (O)</source>
        <translation>人脸的排列顺序（O）</translation>
    </message>
    <message>
        <source>Order of the faces</source>
        <translation>人脸的排列顺序</translation>
    </message>
    <message>
        <source>Order of import</source>
        <translation>导入顺序</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>最新的在前</translation>
    </message>
    <message>
        <source>By person</source>
        <translation>按人员</translation>
    </message>
    <message>
        <source>Worst quality first</source>
        <translation>质量最差的在前</translation>
    </message>
    <message>
        <source>Least sharp first</source>
        <translation>最不清晰的在前</translation>
    </message>
    <message>
        <source>Most suspicious first</source>
        <translation>最可疑的在前</translation>
    </message>
    <message>
        <source>Source and consent…</source>
        <translation>来源与同意…</translation>
    </message>
    <message>
        <source>Reading the faces…</source>
        <translation>正在读取人脸…</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <extracomment>How many faces are shown, and how many of them are rejected</extracomment>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%n rejected</source>
        <translation>
            <numerusform>其中 %n 张已排除</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody is unsure about a face here</source>
        <translation>这里没有标为不确定的人脸</translation>
    </message>
    <message>
        <source>There is a person named %1 already; move the faces there instead.</source>
        <translation>已有名为 %1 的人物；请改为将人脸移到该人物。</translation>
    </message>
    <message>
        <source>Group them…</source>
        <translation>分组…</translation>
    </message>
    <message>
        <source>Group faces…</source>
        <translation>人脸分组…</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) have no name.</source>
        <translation>
            <numerusform>%n 张人脸没有名字。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::DemoTruth</name>
    <message numerus="yes">
        <source>This is the demo, where the truth is known: of the %n wrong label(s) planted, %1 were flagged, and %2 carry the right name now.</source>
        <translation>
            <numerusform>这是演示项目，真实情况已知：在植入的 %n 个错误标签中，%1 个已标为可疑，%2 个现已改为正确的姓名。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::EraseDialog</name>
    <message numerus="yes">
        <source>Version %1: %n face(s)</source>
        <translation>
            <numerusform>版本 %1：%n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>Report %1: is deleted</source>
        <translation>报告 %1：将被删除</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>训练任务 %1</translation>
    </message>
    <message>
        <source>Model %1</source>
        <translation>模型 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>a run or model, and what it had of the person
----------
what was found, and where</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>was trained on them</source>
        <translation>曾用此人的图片训练</translation>
    </message>
    <message>
        <source>was verified with them</source>
        <translation>曾用此人的图片验证</translation>
    </message>
    <message>
        <source>was made from a version with them</source>
        <translation>由包含此人的版本创建</translation>
    </message>
    <message>
        <source>the name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>the same picture under another name</source>
        <translation>另一姓名下的同一张图片</translation>
    </message>
    <message>
        <source>a face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>a path</source>
        <translation>路径</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Was made with them</source>
        <translation>曾使用此人数据的内容</translation>
    </message>
    <message numerus="yes">
        <source>Stays where it lies: %n picture(s) outside of the project</source>
        <translation>
            <numerusform>保留在原处：项目之外的 %n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>Erase person</source>
        <translation>清除人物</translation>
    </message>
    <message>
        <source>Looking for everything about this person…</source>
        <translation>正在查找与此人有关的全部内容…</translation>
    </message>
    <message>
        <source>Erase for good</source>
        <translation>永久清除</translation>
    </message>
    <message>
        <source>It was stopped. What is left to erase is marked; open this again to finish it.</source>
        <translation>已停止。尚未清除的内容已作标记；再次打开此对话框即可完成。</translation>
    </message>
    <message>
        <source>An erasure was interrupted</source>
        <translation>有一次清除被中断</translation>
    </message>
    <message>
        <source>An earlier erasure of a person from this project was interrupted. It has to be finished before anybody else can be erased.</source>
        <translation>此项目先前的一次人物清除被中断。须先完成它，才能清除其他人。</translation>
    </message>
    <message>
        <source>Finish it</source>
        <translation>完成清除</translation>
    </message>
    <message>
        <source>Erase %1 for good</source>
        <translation>永久清除 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) in the project’s folder</source>
        <translation>
            <numerusform>项目文件夹中的 %n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s), with labels, landmarks, flags, opinions and checks</source>
        <translation>
            <numerusform>%n 张人脸，连同标签、关键点、标记、意见和检查结果</numerusform>
        </translation>
    </message>
    <message>
        <source>crops, thumbnails and embeddings</source>
        <translation>裁剪图、缩略图和嵌入向量</translation>
    </message>
    <message>
        <source>the name in the journal, in versions and in the lists of runs</source>
        <translation>历史记录、版本和训练任务列表中的姓名</translation>
    </message>
    <message>
        <source>backups of the database</source>
        <translation>数据库备份</translation>
    </message>
    <message>
        <source>Goes</source>
        <translation>将被清除</translation>
    </message>
    <message>
        <source>This cannot be undone.</source>
        <translation>此操作无法撤销。</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Keep %n picture(s) that show other people, too; only this face in them goes</source>
        <translation>
            <numerusform>保留同时拍到其他人的 %n 张图片，只清除其中此人的脸(&amp;K)</numerusform>
        </translation>
    </message>
    <message>
        <source>Type the name to confirm: %1</source>
        <translation>输入姓名以确认：%1</translation>
    </message>
    <message>
        <source>Erasing a person</source>
        <translation>正在清除人物</translation>
    </message>
    <message>
        <source>Another job is running. Try again when it has ended.</source>
        <translation>另一项任务正在运行。请在其结束后重试。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message numerus="yes">
        <source>Erased: %n picture(s)</source>
        <translation>
            <numerusform>已清除：%n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>A search of the project’s folder found nothing left.</source>
        <translation>搜索项目文件夹后未发现残留。</translation>
    </message>
    <message>
        <source>Was still found</source>
        <translation>仍然找到</translation>
    </message>
    <message>
        <source>The person is not erased yet</source>
        <translation>此人尚未清除</translation>
    </message>
    <message>
        <source>Models and checkpoints stay; they are listed below where they were trained on them. Importing the same pictures again would bring the person back.</source>
        <translation>模型和检查点会保留；若曾用此人训练，会在下方列出。再次导入相同的图片会使此人重新出现。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::FaceInfo</name>
    <message>
        <source>Choose a face to see what is known about it.</source>
        <translation>选择一张人脸以查看其信息。</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>疑点</translation>
    </message>
    <message>
        <source>Landmarks</source>
        <translation>关键点</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Sharpness</source>
        <translation>清晰度</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>Eye distance</source>
        <translation>双眼间距</translation>
    </message>
    <message>
        <source>Pose</source>
        <translation>姿态</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message numerus="yes">
        <source>%n faces are chosen; this is the last of them.</source>
        <translation>
            <numerusform>已选择 %n 张人脸；这是其中最后一张。</numerusform>
        </translation>
    </message>
    <message>
        <source>Not labelled</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>not reviewed</source>
        <translation>未审阅</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>rejected, takes no part in training</source>
        <translation>已排除，不参与训练</translation>
    </message>
    <message>
        <source>set by hand</source>
        <translation>手动设置</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
    <message>
        <source>no face was found</source>
        <translation>未找到人脸</translation>
    </message>
    <message>
        <source>not prepared yet</source>
        <translation>尚未预处理</translation>
    </message>
    <message>
        <source>%1, soft</source>
        <translation>%1，偏模糊</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>yaw %1°, pitch %2°, roll %3°</source>
        <translation>偏航 %1°，俯仰 %2°，翻滚 %3°</translation>
    </message>
    <message>
        <source>open, suspicion %1</source>
        <translation>待处理，可疑度 %1</translation>
    </message>
    <message>
        <source>decided</source>
        <translation>已决定</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <extracomment>A line of a face&apos;s history: when, who, what</extracomment>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>Nothing was changed by hand.</source>
        <translation>没有手动更改。</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比对</translation>
    </message>
    <message>
        <source>Spot check</source>
        <translation>抽查</translation>
    </message>
    <message>
        <source>Cross-check</source>
        <translation>交叉验证</translation>
    </message>
    <message>
        <source>Whole history…</source>
        <translation>完整历史…</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>A step of a history: what was done, and what it changed</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1 (undone)</source>
        <translation>%1（已撤销）</translation>
    </message>
    <message>
        <source>– not possible</source>
        <translation>– 无法检查</translation>
    </message>
    <message>
        <source>This person has no other face to compare with.</source>
        <translation>此人没有其他人脸可供比对。</translation>
    </message>
    <message>
        <source>– not checked</source>
        <translation>– 未检查</translation>
    </message>
    <message>
        <source>The Quality page runs the checks. A result holds as long as the face keeps its name.</source>
        <translation>在“质量”页面运行检查。只要人脸的姓名不变，结果一直有效。</translation>
    </message>
    <message>
        <source>✓ right</source>
        <translation>✓ 正确</translation>
    </message>
    <message>
        <source>✗ wrong</source>
        <translation>✗ 错误</translation>
    </message>
    <message>
        <source>✓ %1</source>
        <translation>✓ %1</translation>
    </message>
    <message>
        <source>✗ %1</source>
        <translation>✗ %1</translation>
    </message>
    <message>
        <source>Looked at by %1 on %2</source>
        <translation>由 %1 于 %2 查看</translation>
    </message>
    <message>
        <source>Calibrated similarity to the person’s other faces, %1 or more passes. By %2 on %3</source>
        <translation>与此人其他人脸的校准相似度，达到 %1 即通过。%2，%3</translation>
    </message>
    <message>
        <source>Probability of this name by cross-validation; passes when no other is closer. By %1 on %2</source>
        <translation>交叉验证给出此姓名的概率；没有更接近的人时通过。%1，%2</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Source: %1
Licence: %2
Consent: %3</source>
        <extracomment>Of a picture</extracomment>
        <translation>来源：%1
许可：%2
同意：%3</translation>
    </message>
</context>
<context>
    <name>likeness::pages::FaceQuestion</name>
    <message>
        <source>Other faces with this name</source>
        <translation>同名的其他人脸</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <extracomment>Caption of a button: what it does, then its key</extracomment>
        <translation>%1   %2</translation>
    </message>
</context>
<context>
    <name>likeness::pages::FieldForm</name>
    <message>
        <source>Here usual: %1.</source>
        <translation>此处常用：%1。</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Fewer settings</source>
        <translation>更少设置</translation>
    </message>
    <message numerus="yes">
        <source>More settings, %n of them changed</source>
        <translation>
            <numerusform>更多设置，其中 %n 项已更改</numerusform>
        </translation>
    </message>
    <message>
        <source>More settings</source>
        <translation>更多设置</translation>
    </message>
    <message>
        <source>Unusual.</source>
        <translation>不寻常。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::FlagText</name>
    <message numerus="yes">
        <source>%n other face(s)</source>
        <translation>
            <numerusform>其他 %n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>It is unlike the %1 of %2: similarity %3.</source>
        <translation>它与 %2 的%1不像：相似度 %3。</translation>
    </message>
    <message>
        <source>%1 has no other face to compare with, and this one is most like %2: similarity %3.</source>
        <translation>%1 没有其他人脸可供比较，而这张人脸最像 %2：相似度 %3。</translation>
    </message>
    <message>
        <source>It looks more like %1 (similarity %2) than like the %3 of %4 (similarity %5).</source>
        <translation>它更像 %1（相似度 %2），而不像 %4 的%3（相似度 %5）。</translation>
    </message>
    <message>
        <source>It is not very like the %1 of %2 (similarity %3), and %4 comes close (similarity %5).</source>
        <translation>它与 %2 的%1不太像（相似度 %3），而 %4 与之接近（相似度 %5）。</translation>
    </message>
    <message>
        <source>blurred (sharpness %1; below 40 is soft)</source>
        <translation>模糊（清晰度 %1；低于 40 为偏模糊）</translation>
    </message>
    <message>
        <source>too dark (brightness %1 of 255)</source>
        <translation>过暗（亮度 %1，满值 255）</translation>
    </message>
    <message>
        <source>too bright (brightness %1 of 255)</source>
        <translation>过亮（亮度 %1，满值 255）</translation>
    </message>
    <message>
        <source>flat (contrast %1; below 20 is flat)</source>
        <translation>对比度不足（对比度 %1；低于 20 为不足）</translation>
    </message>
    <message>
        <source>small (%1 pixels between the eyes)</source>
        <translation>过小（双眼间距 %1 像素）</translation>
    </message>
    <message>
        <source>turned to the side (%1°)</source>
        <translation>侧转（%1°）</translation>
    </message>
    <message>
        <source>looking up (%1°)</source>
        <translation>仰视（%1°）</translation>
    </message>
    <message>
        <source>looking down (%1°)</source>
        <translation>俯视（%1°）</translation>
    </message>
    <message>
        <source>Several small weaknesses add up to a quality of %1.</source>
        <translation>多个小缺陷叠加，质量仅为 %1。</translation>
    </message>
    <message>
        <source>The face is %1.</source>
        <translation>这张人脸%1。</translation>
    </message>
    <message>
        <source>The same picture is also labelled %1, so one of the two labels is wrong.</source>
        <translation>同一张图片还带有标签 %1，因此两个标签中必有一个是错误的。</translation>
    </message>
    <message numerus="yes">
        <source>The same picture is in the dataset %n time(s).</source>
        <translation>
            <numerusform>同一张图片在数据集中出现了 %n 次。</numerusform>
        </translation>
    </message>
    <message>
        <source>Wrong labels</source>
        <translation>错误标签</translation>
    </message>
    <message>
        <source>Low quality</source>
        <translation>低质量</translation>
    </message>
    <message>
        <source>Duplicates</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Near duplicates</source>
        <translation>近似重复</translation>
    </message>
    <message>
        <source>LBPH (no model needed)</source>
        <translation>LBPH（无需模型）</translation>
    </message>
    <message>
        <source>Embeddings of a model</source>
        <translation>模型的特征向量</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>different people</source>
        <translation>不同人物</translation>
    </message>
    <message>
        <source>merged</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>split off</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>It looks more like the %1 of %2 (similarity %3) than like %4 (similarity %5).</source>
        <translation>它更像 %2 的%1（相似度 %3），而不像 %4（相似度 %5）。</translation>
    </message>
    <message>
        <source>Its similarity to the %1 of %2 is %3.</source>
        <translation>它与 %2 的%1的相似度为 %3。</translation>
    </message>
    <message>
        <source>Almost the same picture (%1 % alike) is labelled %2, so one of the two labels is wrong.</source>
        <translation>几乎相同的图片（相似 %1 %）标签为 %2，所以两个标签中有一个是错的。</translation>
    </message>
    <message>
        <source>Almost the same picture is in the dataset already (%1 % alike): a copy teaches nothing new.</source>
        <translation>数据集中已有几乎相同的图片（相似 %1 %）：副本不会带来新信息。</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2) and %3 (%4) look like one person under two names: similarity %5.</source>
        <translation>%1（%2）和 %3（%4）看起来是同一个人用了两个名字：相似度 %5。</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s), this one among them,</source>
        <translation>
            <numerusform>包括这张在内的 %n 张人脸</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the other %n</source>
        <translation>
            <numerusform>其余 %n 张</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 looks like two people: %2 and %3 are unlike each other (similarity %4).</source>
        <extracomment>%1 a person, %2 &quot;5 faces, this one among them,&quot;, %3 &quot;the other 12&quot;, %4 a similarity</extracomment>
        <translation>%1 看起来是两个人：%2与%3彼此不像（相似度 %4）。</translation>
    </message>
    <message>
        <source>%1 They look like %2.</source>
        <extracomment>Two sentences</extracomment>
        <translation>%1 它们看起来像 %2。</translation>
    </message>
    <message>
        <source>It is like nobody, also not like the %1 of %2, which are alike: similarity %3. Often no face, or a face that cannot be recognised.</source>
        <translation>它与谁都不像，也不像 %2 的%1（它们彼此相似）：相似度 %3。常常不是人脸，或者是无法辨认的人脸。</translation>
    </message>
    <message>
        <source>%1 and %2 look like one person, and are on different sides of the division.</source>
        <translation>%1 和 %2 看起来是同一个人，却被分到不同的一侧。</translation>
    </message>
    <message>
        <source>Almost the same picture is on the other side of the division, with %1.</source>
        <translation>几乎相同的图片在划分的另一侧，属于 %1。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>Two sentences</extracomment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>Like nobody</source>
        <translation>与谁都不像</translation>
    </message>
    <message>
        <source>One person, two names</source>
        <translation>一人两名</translation>
    </message>
    <message>
        <source>Two people, one name</source>
        <translation>两人一名</translation>
    </message>
    <message>
        <source>In training and test</source>
        <translation>训练与测试重叠</translation>
    </message>
    <message>
        <source>Almost the same picture is in the verification set %1: %2, %3 alike.</source>
        <extracomment>%1 a verification set, %2 a picture of it, %3 a similarity</extracomment>
        <translation>验证集 %1 中有几乎相同的图片：%2，相似 %3。</translation>
    </message>
    <message>
        <source>This says nothing against the label; but what is trained on and tested on makes every result look better than it is.</source>
        <translation>这并不说明标签有误；但既用于训练又用于测试的内容会使每个结果看起来比实际更好。</translation>
    </message>
    <message>
        <source>All faces of %1 together look like a person of the verification set %2; this one is closest to %3 (similarity %4).</source>
        <extracomment>%1 a person, %2 a verification set, %3 a picture of it, %4 a similarity</extracomment>
        <translation>%1 的所有人脸合起来看像验证集 %2 中的一个人；这一张最接近 %3（相似度 %4）。</translation>
    </message>
    <message>
        <source>%1 does not recognise %2 in %3: similarity %4, threshold %5.</source>
        <extracomment>%1 a model, %2 a person, %3 a picture, %4 and %5 cosines</extracomment>
        <translation>%1 未能在 %3 中认出 %2：相似度 %4，阈值 %5。</translation>
    </message>
    <message>
        <source>%1 takes this face of %2 and %4 of %3 for one person: similarity %5, threshold %6.</source>
        <extracomment>%1 a model, %2 and %3 two people, %4 a picture of the second one, %5 and %6 cosines</extracomment>
        <translation>%1 把 %2 的这张人脸与 %3 的 %4 误认为同一人：相似度 %5，阈值 %6。</translation>
    </message>
    <message>
        <source>Errors of a verification</source>
        <translation>验证错误</translation>
    </message>
</context>
<context>
    <name>likeness::pages::GateDialog</name>
    <message>
        <source>Add a gate</source>
        <translation>添加验收标准</translation>
    </message>
    <message>
        <source>Change the gate</source>
        <translation>更改验收标准</translation>
    </message>
    <message>
        <source>One figure, a bound, and on which side of it the figure has to lie. A model passes where there is enough data and the whole 95 % interval lies there.</source>
        <translation>一项指标、一个界限，以及指标须位于界限的哪一侧。数据充足且整个 95 % 置信区间都在这一侧时，模型通过。</translation>
    </message>
    <message>
        <source>Writes a gate on this figure, to be changed below (Alt+F)</source>
        <translation>按此指标写出一项验收标准，可在下方修改（Alt+F）</translation>
    </message>
    <message>
        <source>Choose a figure…</source>
        <extracomment>The first line of a list of figures</extracomment>
        <translation>选择指标…</translation>
    </message>
    <message>
        <source>A figure, a comparison (&gt;=, &gt;, &lt;=, &lt;) and a number; shares also as a percentage (Alt+G)</source>
        <translation>指标、比较符号（&gt;=、&gt;、&lt;=、&lt;）和数值；比例也可写成百分数（Alt+G）</translation>
    </message>
    <message>
        <source>&amp;Figure</source>
        <translation>指标(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Gate</source>
        <translation>验收标准(&amp;G)</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Choose a figure, or write a gate.</source>
        <translation>请选择指标，或写出验收标准。</translation>
    </message>
    <message>
        <source>Asks for: %1</source>
        <extracomment>%1: a gate in words</extracomment>
        <translation>要求：%1</translation>
    </message>
    <message>
        <source>It replaces the gate that is there: %1</source>
        <translation>将替换现有的验收标准：%1</translation>
    </message>
</context>
<context>
    <name>likeness::pages::GroupBar</name>
    <message>
        <source>Average linkage</source>
        <translation>平均连接</translation>
    </message>
    <message>
        <source>Complete linkage</source>
        <translation>完全连接</translation>
    </message>
    <message>
        <source>DBSCAN</source>
        <translation>DBSCAN</translation>
    </message>
    <message>
        <source>HDBSCAN</source>
        <translation>HDBSCAN</translation>
    </message>
    <message>
        <source>Chinese whispers</source>
        <translation>Chinese Whispers</translation>
    </message>
    <message>
        <source>Joins groups that are alike on average: a good choice for most datasets.</source>
        <translation>合并平均而言相似的组：适合大多数数据集。</translation>
    </message>
    <message>
        <source>Joins groups only while every two faces are alike: pure groups, but one person may be several.</source>
        <translation>仅当任意两张人脸都相似时才合并：组很纯，但同一人可能分成几组。</translation>
    </message>
    <message>
        <source>Joins faces with close neighbours, link by link: strict, leaves out faces that stand alone.</source>
        <translation>沿着近邻逐个连接：严格，孤立的人脸会被留下。</translation>
    </message>
    <message>
        <source>Finds groups of any density, from four faces on: hardly depends on the threshold.</source>
        <translation>可找到任意密度的组，至少四张人脸：几乎不受阈值影响。</translation>
    </message>
    <message>
        <source>Each face joins the group that most of its neighbours are in: quick, for very many faces.</source>
        <translation>每张人脸加入多数近邻所在的组：速度快，适合大量人脸。</translation>
    </message>
    <message>
        <source>Which faces are grouped</source>
        <translation>给哪些人脸分组</translation>
    </message>
    <message>
        <source>Faces without a name</source>
        <translation>没有名字的人脸</translation>
    </message>
    <message>
        <source>Also doubtful ones</source>
        <translation>也包括存疑的</translation>
    </message>
    <message>
        <source>All that nobody has confirmed</source>
        <translation>所有未经确认的</translation>
    </message>
    <message>
        <source>Faces whose label is flagged or marked as unsure</source>
        <translation>标签被标记或标为不确定的人脸</translation>
    </message>
    <message>
        <source>How faces are compared</source>
        <translation>人脸比较方式</translation>
    </message>
    <message>
        <source>Model that compares faces</source>
        <translation>比较人脸的模型</translation>
    </message>
    <message>
        <source>How groups are made</source>
        <translation>分组方式</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>How alike faces of one person have to be; lower makes fewer and larger groups</source>
        <translation>同一人的人脸须有多相似；越低，组越少越大</translation>
    </message>
    <message>
        <source>Group faces</source>
        <translation>人脸分组</translation>
    </message>
    <message>
        <source>Compares the faces and proposes groups; nothing is changed before you accept it</source>
        <translation>比较人脸并给出分组建议；在您接受之前不会更改任何内容</translation>
    </message>
    <message>
        <source>These groups: %1, from pairs of faces that have names already.</source>
        <translation>这些组：%1，由已有名字的人脸对得出。</translation>
    </message>
    <message>
        <source>These groups: %1, from the pictures alone, because too few faces have names yet.</source>
        <translation>这些组：%1，仅由图片得出，因为有名字的人脸还太少。</translation>
    </message>
    <message>
        <source>These groups: %1, as you chose.</source>
        <translation>这些组：%1，按您的选择。</translation>
    </message>
    <message>
        <source>Threshold: faces count as alike from this similarity on.</source>
        <translation>阈值：相似度达到此值即视为相似。</translation>
    </message>
    <message>
        <source>Threshold: chosen for this dataset, so that strangers are hardly ever joined.</source>
        <translation>阈值：按此数据集选取，使陌生人几乎不会被合并。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>Two sentences</extracomment>
        <translation>%1%2</translation>
    </message>
</context>
<context>
    <name>likeness::pages::GroupDialog</name>
    <message>
        <source>%1 %</source>
        <extracomment>A share, like &quot;98 %&quot;</extracomment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Accept all above…</source>
        <translation>接受以上全部…</translation>
    </message>
    <message>
        <source>Group faces</source>
        <translation>人脸分组</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>How sure a group has to be to be accepted with the others</source>
        <translation>一组须有多确定才会一并接受</translation>
    </message>
    <message>
        <source>Names the faces of all groups that are at least so sure, after a preview; they are not confirmed, and it is one step to undo</source>
        <translation>预览后为所有达到此确定度的组命名；不会标为已确认，一步即可撤销</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Groups of faces</source>
        <translation>人脸组</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Give these faces the proposed name, and confirm it (Enter)</source>
        <translation>给这些人脸建议的名字并确认 (Enter)</translation>
    </message>
    <message>
        <source>Name…</source>
        <translation>命名…</translation>
    </message>
    <message>
        <source>Say who this is: somebody of the project, or a new name (N)</source>
        <translation>指明这是谁：项目中的人物或新名字 (N)</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>Do not show this group any more; nothing is changed (X)</source>
        <translation>不再显示这组；不做任何更改 (X)</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>移出</translation>
    </message>
    <message>
        <source>Take the marked face out of the group, or put it back (Space)</source>
        <translation>把选中的人脸移出该组，或放回 (空格)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back what you accepted last (Z)</source>
        <translation>撤销上一次接受 (Z)</translation>
    </message>
    <message>
        <source>Grouping faces</source>
        <translation>正在给人脸分组</translation>
    </message>
    <message>
        <source>Another job is running</source>
        <translation>另一个任务正在运行</translation>
    </message>
    <message>
        <source>Group the faces when it has ended.</source>
        <translation>等它结束后再分组。</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 sure</source>
        <extracomment>How sure it is that a group is one person: &quot;98 % sure&quot;</extracomment>
        <translation>确定度 %1</translation>
    </message>
    <message>
        <source>New person</source>
        <translation>新人物</translation>
    </message>
    <message>
        <source>%1, similarity %2</source>
        <extracomment>Of the person that a group is proposed to be: how many faces, and how similar they are</extracomment>
        <translation>%1，相似度 %2</translation>
    </message>
    <message>
        <source>closest: %1, %2</source>
        <extracomment>Beside a group that is nobody known: the person who comes closest, and how similar they are</extracomment>
        <translation>最接近：%1，%2</translation>
    </message>
    <message>
        <source>%1, proposed: %2, %3</source>
        <extracomment>A group of faces for a screen reader: how many, who they are proposed to be, how sure that is</extracomment>
        <translation>%1，建议：%2，%3</translation>
    </message>
    <message>
        <source>All groups are dealt with</source>
        <translation>所有组都已处理</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) still have no name. Grouping again uses what you decided: more faces may find their person now.</source>
        <translation>
            <numerusform>还有 %n 张人脸没有名字。再次分组会用上您的决定：可能有更多人脸找到归属。</numerusform>
        </translation>
    </message>
    <message>
        <source>Every face has a name now. Look for wrong labels on the Review page next.</source>
        <translation>每张人脸都有名字了。接下来可在“审阅”页面查找错误标签。</translation>
    </message>
    <message>
        <source>Group again</source>
        <translation>再次分组</translation>
    </message>
    <message>
        <source>Every face has a name</source>
        <translation>每张人脸都有名字</translation>
    </message>
    <message>
        <source>Faces whose label is doubtful can be grouped too: choose them above.</source>
        <translation>标签存疑的人脸也可以分组：请在上方选择。</translation>
    </message>
    <message>
        <source>No groups were found</source>
        <translation>没有找到组</translation>
    </message>
    <message numerus="yes">
        <source>None of the %n face(s) is alike enough to another one. Lower the threshold, or try another way of comparing.</source>
        <translation>
            <numerusform>%n 张人脸中没有足够相似的。请降低阈值，或换一种比较方式。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) have no name</source>
        <translation>
            <numerusform>%n 张人脸没有名字</numerusform>
        </translation>
    </message>
    <message>
        <source>Group faces by looks</source>
        <translation>按外貌给人脸分组</translation>
    </message>
    <message>
        <source>Faces that look like one person become a group, and you say who it is. Nothing is changed before you accept it.</source>
        <translation>看起来是同一个人的人脸成为一组，由您指明是谁。在您接受之前不会更改任何内容。</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <extracomment>&quot;312 faces in 41 groups&quot;</extracomment>
        <translation>%1，共 %2</translation>
    </message>
    <message numerus="yes">
        <source>%n group(s)</source>
        <translation>
            <numerusform>%n 组</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <extracomment>&quot;312 faces in 41 groups · 5 faces are like no other&quot;
----------
What was said before, and a warning</extracomment>
        <translation>%1 · %2</translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s) of faces have one confirmed name though somebody called them different</source>
        <translation>
            <numerusform>有 %n 对人脸已确认为同一个名字，但有人说它们不是同一人</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %n group(s) above…</source>
        <translation>
            <numerusform>接受以上 %n 组…</numerusform>
        </translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>放回</translation>
    </message>
    <message>
        <source>no name yet</source>
        <translation>还没有名字</translation>
    </message>
    <message>
        <source>Face %1 of %2: %3, similarity %4</source>
        <extracomment>Which face of how many, whose it is now, how similar to the others</extracomment>
        <translation>第 %1 张，共 %2 张：%3，相似度 %4</translation>
    </message>
    <message>
        <source>Who is this?</source>
        <translation>这是谁？</translation>
    </message>
    <message>
        <source>Accept groups?</source>
        <translation>接受这些组？</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) get the names that were proposed. They are not confirmed by that.</source>
        <translation>
            <numerusform>%n 张人脸将得到建议的名字。这不会把它们标为已确认。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <extracomment>How many faces, and how many of them have another name now</extracomment>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%n with another name now</source>
        <translation>
            <numerusform>%n 张已有其他名字</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, named so already</source>
        <extracomment>How many faces, and that they have the proposed name already</extracomment>
        <translation>%1，已是此名</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) are like no other</source>
        <translation>
            <numerusform>%n 张人脸与其他都不像</numerusform>
        </translation>
    </message>
    <message>
        <source>Something else was done since you accepted that.</source>
        <translation>接受之后又做了其他操作。</translation>
    </message>
    <message>
        <source>Undo in the main window takes it back first; then this undoes the groups.</source>
        <translation>请先在主窗口中撤销那一步，然后再在这里撤销分组。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::HardSetDialog</name>
    <message>
        <source>&amp;Mask</source>
        <translation>口罩(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Turned head</source>
        <translation>转头(&amp;T)</translation>
    </message>
    <message>
        <source>Low &amp;resolution</source>
        <translation>低分辨率(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Difficult light</source>
        <translation>困难光照(&amp;D)</translation>
    </message>
    <message>
        <source>A surgical mask is drawn onto one picture of each pair</source>
        <translation>在每个配对的一张图片上画上医用口罩</translation>
    </message>
    <message>
        <source>The head on one picture of each pair is turned by 30° to 50°</source>
        <translation>将每个配对中一张图片的头部转动 30° 至 50°</translation>
    </message>
    <message>
        <source>One picture of each pair is reduced to 32 × 32 pixels and enlarged again</source>
        <translation>将每个配对中的一张图片缩小到 32 × 32 像素再放大</translation>
    </message>
    <message>
        <source>One picture of each pair gets light from one side, too little or too much of it</source>
        <translation>为每个配对中的一张图片加上侧光，或使其过暗、过亮</translation>
    </message>
    <message>
        <source>%1 genuine and %2 impostor pairs</source>
        <translation>%1 个同人配对和 %2 个异人配对</translation>
    </message>
    <message>
        <source>Which pairs are hard is said by %1: on them it looks worse than another model would. Compare other models among each other.</source>
        <extracomment>%1: a model</extracomment>
        <translation>哪些配对困难由 %1 判定：因此它在这些配对上会显得比其他模型差。请用它来比较其他模型。</translation>
    </message>
    <message>
        <source>Make a harder set</source>
        <translation>生成更难的验证集</translation>
    </message>
    <message>
        <source>The pairs of “%1”, split into easy, medium and hard ones, and once more with pictures that are harder to tell apart. They are drawn, and say in which direction the model is weak.</source>
        <extracomment>%1: a verification, as a model and a set</extracomment>
        <translation>将“%1”的配对分为容易、中等和困难三级，并用更难辨认的图片再组成一遍。这些图片是绘制的，可说明模型在哪方面薄弱。</translation>
    </message>
    <message>
        <source>Variants</source>
        <extracomment>Pictures that are made to look otherwise, before a list of how</extracomment>
        <translation>变体</translation>
    </message>
    <message>
        <source>Of each kind a third is easy, a third medium and a third hard, by how alike the pictures are to the model and how good the worse one is (Alt+L)</source>
        <translation>每类配对中容易、中等、困难各占三分之一，依据模型认为的相似程度和较差那张图片的质量（Alt+L）</translation>
    </message>
    <message>
        <source>all of them</source>
        <extracomment>Levels of how hard pairs are</extracomment>
        <translation>全部</translation>
    </message>
    <message>
        <source>&amp;Level</source>
        <extracomment>How hard pairs are</extracomment>
        <translation>难度(&amp;L)</translation>
    </message>
    <message>
        <source>At most so many genuine and so many impostor pairs of each level, drawn at random (Alt+P)</source>
        <translation>每级难度最多抽取这么多同人配对和异人配对，随机抽取（Alt+P）</translation>
    </message>
    <message>
        <source>&amp;Pairs of each kind and level</source>
        <translation>每类每级的配对数(&amp;P)</translation>
    </message>
    <message>
        <source>Adds pairs whose pictures were taken so many years apart; 0: none (Alt+Y)</source>
        <translation>加入两张图片拍摄时间相隔这么多年的配对；0 表示不加（Alt+Y）</translation>
    </message>
    <message>
        <source>&amp;Years apart</source>
        <translation>相隔年数(&amp;Y)</translation>
    </message>
    <message>
        <source>Dates of the images</source>
        <translation>图片的日期</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>dates.csv, optional; else EXIF says it</source>
        <translation>dates.csv，可选；否则取自 EXIF</translation>
    </message>
    <message>
        <source>A table with the columns path and date (or age) (Alt+A)</source>
        <translation>含 path 和 date（或 age）列的表格（Alt+A）</translation>
    </message>
    <message>
        <source>D&amp;ates</source>
        <translation>日期(&amp;A)</translation>
    </message>
    <message>
        <source>Side of the crops that are written. Faces of a project have the size that they were prepared with (Alt+S)</source>
        <translation>写出的裁剪图的边长。项目中人脸的尺寸在准备时已确定（Alt+S）</translation>
    </message>
    <message>
        <source>%1 pixels</source>
        <extracomment>Side of a square picture</extracomment>
        <translation>%1 像素</translation>
    </message>
    <message>
        <source>Crop &amp;size</source>
        <translation>裁剪图尺寸(&amp;S)</translation>
    </message>
    <message>
        <source>File.bin</source>
        <translation>文件.bin</translation>
    </message>
    <message>
        <source>The verification pack that is written; which pair is in which slice lies beside it as a table (Alt+W)</source>
        <translation>要写出的验证集；各配对所属子集以表格形式保存在旁边（Alt+W）</translation>
    </message>
    <message>
        <source>&amp;Write to</source>
        <translation>写入(&amp;W)</translation>
    </message>
    <message>
        <source>Make &amp;it</source>
        <extracomment>A harder set</extracomment>
        <translation>生成(&amp;I)</translation>
    </message>
    <message>
        <source>Write the pack; takes about as long as the verification did (Enter)</source>
        <translation>写出验证集；所需时间与验证大致相同（Enter）</translation>
    </message>
    <message>
        <source>&amp;Verify the model on it</source>
        <extracomment>On a harder set that was made</extracomment>
        <translation>用它验证模型(&amp;V)</translation>
    </message>
    <message>
        <source>Score every pair of the new pack by the same model, in the same way (Alt+V)</source>
        <translation>用同一模型、同样的方式为新验证集的每个配对打分（Alt+V）</translation>
    </message>
    <message>
        <source>The harder set was not made; the window says why.</source>
        <translation>未能生成更难的验证集；原因见主窗口。</translation>
    </message>
    <message>
        <source>Write the harder set</source>
        <translation>写出更难的验证集</translation>
    </message>
    <message>
        <source>Verification packs (*.bin)</source>
        <translation>验证集 (*.bin)</translation>
    </message>
    <message>
        <source>The set is being made… the window’s last line says how far it is.</source>
        <translation>正在生成验证集……进度见窗口底部。</translation>
    </message>
    <message>
        <source>Another job is running.</source>
        <translation>另一项任务正在运行。</translation>
    </message>
    <message>
        <source>Choose the file to write.</source>
        <translation>请选择要写入的文件。</translation>
    </message>
    <message>
        <source>The name of a verification pack ends in .bin.</source>
        <translation>验证集的文件名须以 .bin 结尾。</translation>
    </message>
    <message>
        <source>This file exists already; choose another name.</source>
        <translation>该文件已存在；请换一个名称。</translation>
    </message>
    <message>
        <source>Making a harder set</source>
        <translation>生成更难的验证集</translation>
    </message>
    <message>
        <source>%1 is written: %2.</source>
        <extracomment>%1: a file, %2: &quot;600 genuine and 600 impostor pairs&quot;</extracomment>
        <translation>已写出 %1：%2。</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <extracomment>A slice of a harder set: an attribute, its value, and how many pairs have it</extracomment>
        <translation>%1，%2：%3</translation>
    </message>
</context>
<context>
    <name>likeness::pages::HistoryDialog</name>
    <message>
        <source>History of %1</source>
        <translation>%1 的历史</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Nothing was changed by hand.</source>
        <translation>没有手动更改。</translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n 条记录</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries; scroll down for older ones</source>
        <translation>
            <numerusform>%n 条记录；向下滚动查看更早的</numerusform>
        </translation>
    </message>
    <message>
        <source>The history could not be read: %1</source>
        <translation>无法读取历史：%1</translation>
    </message>
</context>
<context>
    <name>likeness::pages::HistoryModel</name>
    <message>
        <source>%1 (undone)</source>
        <extracomment>A change in the history that was taken back</extracomment>
        <translation>%1（已撤销）</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>更改前后</translation>
    </message>
</context>
<context>
    <name>likeness::pages::JournalModel</name>
    <message>
        <source>%1 (undone)</source>
        <extracomment>A change in the journal that was taken back</extracomment>
        <translation>%1（已撤销）</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>What</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>likeness::pages::JournalPage</name>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>different people</source>
        <translation>不同人物</translation>
    </message>
    <message>
        <source>merged</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>renamed</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>landmarks</source>
        <translation>关键点</translation>
    </message>
    <message>
        <source>captured</source>
        <translation>采集</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>prepared</source>
        <translation>预处理</translation>
    </message>
    <message>
        <source>snapshot</source>
        <translation>快照</translation>
    </message>
    <message>
        <source>looked for flags</source>
        <translation>查找疑点</translation>
    </message>
    <message>
        <source>Every change, newest first. Undo has no limit and survives a restart.</source>
        <translation>所有更改，最新的在前。撤销次数不限，重启后依然有效。</translation>
    </message>
    <message>
        <source>Undo to here</source>
        <translation>撤销到此处</translation>
    </message>
    <message>
        <source>Takes back the chosen change and everything after it</source>
        <translation>撤销所选更改及其之后的所有更改</translation>
    </message>
    <message numerus="yes">
        <source>Undo to here: %n change(s)</source>
        <translation>
            <numerusform>撤销到此处：%n 项更改</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo to here?</source>
        <translation>撤销到此处？</translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) will be taken back.</source>
        <translation>
            <numerusform>将撤销 %n 项更改。</numerusform>
        </translation>
    </message>
    <message>
        <source>They stay in the journal and can be redone.</source>
        <translation>这些更改仍保留在历史记录中，可以重做。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>brought back</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>divided</source>
        <translation>已划分</translation>
    </message>
    <message>
        <source>source and consent</source>
        <translation>来源与同意</translation>
    </message>
    <message>
        <source>erased</source>
        <translation>已抹除</translation>
    </message>
    <message>
        <source>spot check</source>
        <translation>抽查</translation>
    </message>
    <message>
        <source>grouped</source>
        <translation>已分组</translation>
    </message>
    <message>
        <source>decided many</source>
        <translation>批量决定</translation>
    </message>
    <message>
        <source>acceptance gates</source>
        <translation>验收标准</translation>
    </message>
</context>
<context>
    <name>likeness::pages::Judgement</name>
    <message>
        <source>p &lt; 0.001</source>
        <extracomment>How likely chance alone makes such a difference</extracomment>
        <translation>p &lt; 0.001</translation>
    </message>
    <message>
        <source>p = %1</source>
        <translation>p = %1</translation>
    </message>
    <message>
        <source>Attack the model by %1 at ε = %2 on the tab “Robustness”.</source>
        <extracomment>%1: FGSM or PGD, %2: how strong</extracomment>
        <translation>请在“鲁棒性”选项卡上用 %1 以 ε = %2 攻击模型。</translation>
    </message>
    <message>
        <source>Measure slices by “%1” on the tab “Slices”, with these values.</source>
        <extracomment>%1: an attribute of pictures, such as “mask”</extracomment>
        <translation>请在“子集”选项卡上按“%1”测量子集，并包含这些取值。</translation>
    </message>
    <message>
        <source>Verify the model on a set that says who is who: a run’s own people, a project, or a folder with one folder for each person.</source>
        <translation>请用标明人物身份的验证集验证模型：训练任务自身的人物、项目，或每人一个子文件夹的文件夹。</translation>
    </message>
    <message>
        <source>Verify the model again.</source>
        <translation>请重新验证模型。</translation>
    </message>
    <message>
        <source>AUC</source>
        <translation>AUC</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>DeLong’s test</source>
        <translation>DeLong 检验</translation>
    </message>
    <message>
        <source>McNemar’s exact test</source>
        <translation>McNemar 精确检验</translation>
    </message>
    <message>
        <source>Paired bootstrap of people</source>
        <translation>按人物的配对自助法</translation>
    </message>
    <message>
        <source>Paired bootstrap of pairs</source>
        <translation>按图像对的配对自助法</translation>
    </message>
    <message>
        <source>%1 is better than %2: AUC %3, %4.</source>
        <extracomment>%1, %2: models, %3: the difference in AUC, %4: “p = …”</extracomment>
        <translation>%1 优于 %2：AUC %3，%4。</translation>
    </message>
    <message>
        <source>%1 is better than %2: AUC %3, 95 % interval %4, %5.</source>
        <extracomment>%1, %2: models, %3: the difference in AUC, %4: its 95 % interval, %5: “p = …”</extracomment>
        <translation>%1 优于 %2：AUC %3，95 % 区间 %4，%5。</translation>
    </message>
    <message>
        <source>No difference between %1 and %2, and these pairs would have shown one of %3 in AUC (%4).</source>
        <translation>%1 与 %2 没有差异；若 AUC 相差 %3，这些配对足以显示出来（%4）。</translation>
    </message>
    <message>
        <source>Not enough data to say whether %1 or %2 is better. %3</source>
        <extracomment>%1, %2: models, %3: a sentence that says why</extracomment>
        <translation>数据不足，无法判断 %1 与 %2 孰优。%3</translation>
    </message>
    <message>
        <source>The pairs are of %1 people; it takes %2 or more.</source>
        <translation>这些配对来自 %1 个人物；至少需要 %2 个。</translation>
    </message>
    <message>
        <source>It takes %1 genuine and as many impostor pairs.</source>
        <translation>至少需要 %1 个同人配对和同样多的异人配对。</translation>
    </message>
    <message>
        <source>They judge %1 pairs differently; it takes %2 or more.</source>
        <translation>两者判断不同的配对有 %1 个；至少需要 %2 个。</translation>
    </message>
    <message>
        <source>There are too few people or pairs to resample.</source>
        <translation>人物或配对太少，无法重采样。</translation>
    </message>
    <message>
        <source>The difference of %1 in AUC may be chance (%2), and one below %3 can easily be missed on so few pairs.</source>
        <translation>AUC 相差 %1 可能出于偶然（%2），且配对太少，容易漏掉小于 %3 的差异。</translation>
    </message>
    <message>
        <source>pass</source>
        <extracomment>Of a gate that a model has to pass</extracomment>
        <translation>通过</translation>
    </message>
    <message>
        <source>fail</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>not enough data</source>
        <translation>数据不足</translation>
    </message>
    <message>
        <source>Accuracy over the folds</source>
        <translation>各折准确率</translation>
    </message>
    <message>
        <source>EER</source>
        <translation>EER</translation>
    </message>
    <message>
        <source>TPR at FPR</source>
        <translation>TPR@FPR</translation>
    </message>
    <message>
        <source>VAL at FAR</source>
        <translation>VAL@FAR</translation>
    </message>
    <message>
        <source>d′ of the scores</source>
        <translation>得分的 d′</translation>
    </message>
    <message>
        <source>Fisher’s ratio of the scores</source>
        <translation>得分的 Fisher 比</translation>
    </message>
    <message>
        <source>Fisher’s trace ratio</source>
        <translation>Fisher 迹比</translation>
    </message>
    <message>
        <source>Accuracy of a slice</source>
        <translation>子集准确率</translation>
    </message>
    <message>
        <source>Largest gap in accuracy between slices</source>
        <translation>子集间的最大准确率差距</translation>
    </message>
    <message>
        <source>Accuracy lost from one slice to another</source>
        <translation>两个子集间的准确率下降</translation>
    </message>
    <message>
        <source>Survival under FGSM</source>
        <translation>FGSM 攻击下的存活率</translation>
    </message>
    <message>
        <source>Survival under PGD</source>
        <translation>PGD 攻击下的存活率</translation>
    </message>
    <message>
        <source>Milliseconds for one crop</source>
        <translation>单张耗时（毫秒）</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Multiply-adds of one crop</source>
        <translation>单张乘加次数</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>figure, rate</comment>
        <extracomment>A figure and the rate at which it is taken: TPR at FPR 1e-4</extracomment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1, ε = %2</source>
        <extracomment>A figure and the strength of the attack</extracomment>
        <translation>%1，ε = %2</translation>
    </message>
    <message>
        <source>Accuracy, %1: %2</source>
        <extracomment>Accuracy of a slice: an attribute of pictures and its value</extracomment>
        <translation>准确率，%1：%2</translation>
    </message>
    <message>
        <source>Largest gap in accuracy by %1</source>
        <extracomment>An attribute of pictures</extracomment>
        <translation>按“%1”划分的最大准确率差距</translation>
    </message>
    <message>
        <source>Accuracy lost by %1, from “%2” to “%3”</source>
        <extracomment>An attribute of pictures and two of its values</extracomment>
        <translation>按“%1”划分，从“%2”到“%3”的准确率下降</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 attacked pairs</source>
        <translation>%1 个受攻击的配对</translation>
    </message>
    <message>
        <source>%1 and %2 pairs</source>
        <extracomment>How many pairs of two slices</extracomment>
        <translation>%1 个和 %2 个配对</translation>
    </message>
    <message>
        <source>%1 pairs</source>
        <translation>%1 个配对</translation>
    </message>
    <message>
        <source>%1 slices</source>
        <translation>%1 个子集</translation>
    </message>
    <message>
        <source>%1 passes</source>
        <translation>%1 次推理</translation>
    </message>
    <message>
        <source>%1 images of %2 people</source>
        <translation>%2 个人物的 %1 张图片</translation>
    </message>
    <message>
        <source>%1 genuine, %2 impostor pairs</source>
        <translation>%1 个同人配对，%2 个异人配对</translation>
    </message>
    <message>
        <source>The whole interval lies on the right side.</source>
        <translation>整个置信区间都达到要求。</translation>
    </message>
    <message>
        <source>Exact.</source>
        <translation>精确值。</translation>
    </message>
    <message>
        <source>Missed, though the interval reaches over the bound: more data may show otherwise.</source>
        <translation>未达到，但置信区间跨过界限：更多数据可能得出不同的结论。</translation>
    </message>
    <message>
        <source>Missed, and by the whole interval.</source>
        <translation>未达到，且整个置信区间都未达到要求。</translation>
    </message>
    <message>
        <source>Missed.</source>
        <translation>未达到。</translation>
    </message>
    <message>
        <source>Reached, but the interval reaches over the bound, so that it may be chance. Verify on more people and pairs.</source>
        <translation>已达到，但置信区间跨过界限，可能只是偶然。请用更多人物和配对验证。</translation>
    </message>
    <message>
        <source>Reached, but there is no interval, so that nobody knows how far it is chance. It takes 5 people or more, and for VAL folds that differ.</source>
        <translation>已达到，但没有置信区间，无法得知有多少出于偶然。至少需要 5 个人物；对于 VAL，各折还须有差异。</translation>
    </message>
    <message>
        <source>Fewer than 10 false accepts are allowed at this rate. Verify on %1 impostor pairs or more.</source>
        <extracomment>%1: a number</extracomment>
        <translation>在此比率下允许的误识不足 10 次。请用至少 %1 个异人配对验证。</translation>
    </message>
    <message>
        <source>Too few pairs were attacked: it takes 30 that the model judges rightly.</source>
        <translation>受攻击的配对太少：至少需要 30 个模型判断正确的配对。</translation>
    </message>
    <message>
        <source>The slices have too few people or pairs: it takes 30 pairs of each kind and 5 people. Verify on more.</source>
        <translation>子集的人物或配对太少：两类配对各需至少 30 个，且至少 5 个人物。请用更多数据验证。</translation>
    </message>
    <message>
        <source>Not measured. %1</source>
        <extracomment>%1: what to do about it</extracomment>
        <translation>尚未测量。%1</translation>
    </message>
    <message>
        <source>Measure latency: the button below.</source>
        <translation>测量耗时：使用下方按钮。</translation>
    </message>
    <message>
        <source>Rates that are measured: 10 %, 1 %, 1e-3 and 1e-4. Change the gate to one of them.</source>
        <translation>可测量的误识率：10 %、1 %、1e-3 与 1e-4。请将标准改为其中之一。</translation>
    </message>
    <message>
        <source>Rates that are measured: 10 %, 5 %, 1 %, 0.5 %, and 1e-3 to 1e-6. Change the gate to one of them.</source>
        <translation>可测量的误识率：10 %、5 %、1 %、0.5 %，以及 1e-3 至 1e-6。请将标准改为其中之一。</translation>
    </message>
    <message>
        <source>TPR at FPR %1</source>
        <translation>FPR %1 时的 TPR</translation>
    </message>
</context>
<context>
    <name>likeness::pages::LandmarkList</name>
    <message>
        <source>All faces</source>
        <translation>所有人脸</translation>
    </message>
    <message>
        <source>Over the limit</source>
        <translation>超出上限</translation>
    </message>
    <message>
        <source>Edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>No points yet</source>
        <translation>尚无关键点</translation>
    </message>
    <message>
        <source>Which faces are listed; always worst first</source>
        <translation>列出哪些人脸；始终最差的在前</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>&amp;Limit</source>
        <translation>上限(&amp;L)</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>How far a point may lie from the automatic one, in pixels of the photograph. Kept with the project.</source>
        <translation>关键点与自动关键点之间允许的最大距离，以照片像素计。随项目保存。</translation>
    </message>
    <message>
        <source>Sort again, worst first (F5)</source>
        <translation>重新排序，最差的在前 (F5)</translation>
    </message>
    <message>
        <source>Sort again</source>
        <translation>重新排序</translation>
    </message>
    <message>
        <source>Faces, worst first</source>
        <translation>人脸，最差的在前</translation>
    </message>
    <message>
        <source>Edited faces are judged by the largest distance between a point of yours and the automatic one, untouched ones by how unusual their shape is (above 1). Points in an impossible order come first.</source>
        <translation>编辑过的人脸按您的关键点与自动关键点之间的最大距离评判，未编辑的按形状的异常程度（大于 1）评判。关键点顺序不合理的排在最前。</translation>
    </message>
    <message>
        <source>No face in this list. “All faces” shows the rest.</source>
        <translation>此列表中没有人脸。选择“所有人脸”可查看其余人脸。</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n 张人脸</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n over the limit</source>
        <translation>
            <numerusform>%n 张超出上限</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::LandmarkListModel</name>
    <message>
        <source>no points</source>
        <translation>无关键点</translation>
    </message>
    <message>
        <source>order</source>
        <translation>顺序异常</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>shape %1</source>
        <translation>形状 %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>unlabelled · edited</source>
        <translation>无标签 · 已编辑</translation>
    </message>
    <message>
        <source>unlabelled</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>%1 · edited</source>
        <translation>%1 · 已编辑</translation>
    </message>
</context>
<context>
    <name>likeness::pages::LandmarkPanel</name>
    <message>
        <source>NME: the mean distance of all 68 points to the automatic ones, divided by the distance of the outer eye corners.
Shape: how far the points are from a mean face after moving, turning and sizing it; above 1 is unusual.</source>
        <translation>NME：全部 68 个关键点与自动关键点的平均距离，除以两外眼角之间的距离。
形状：经平移、旋转和缩放后，关键点与平均人脸的偏离程度；大于 1 即为异常。</translation>
    </message>
    <message>
        <source>The 112 × 112 crop as stored: what models see now</source>
        <translation>已保存的 112 × 112 裁剪图：模型当前看到的内容</translation>
    </message>
    <message>
        <source>The crop that these points give: what models will see once you save</source>
        <translation>由这些关键点得到的裁剪图：保存后模型将看到的内容</translation>
    </message>
    <message>
        <source>Crop, stored</source>
        <translation>裁剪图（已保存）</translation>
    </message>
    <message>
        <source>Crop, with these points</source>
        <translation>裁剪图（当前关键点）</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>关键点</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>距离</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Photograph pixels to the automatic point</source>
        <translation>与自动关键点的距离，以照片像素计</translation>
    </message>
    <message>
        <source>Percent of the eye distance to where a mean face has this point</source>
        <translation>与平均人脸中该点位置的偏差，占双眼间距的百分比</translation>
    </message>
    <message>
        <source>No points yet. Press B and draw a box around the face, from brow to chin.</source>
        <translation>尚无关键点。请按 B 并围绕人脸画一个框，从眉毛到下巴。</translation>
    </message>
    <message numerus="yes">
        <source>%n point(s) farther than %1 px from the automatic ones; the farthest by %2 px (%3).</source>
        <translation>
            <numerusform>%n 个关键点与自动关键点的距离超过 %1 px；最远为 %2 px（%3）。</numerusform>
        </translation>
    </message>
    <message>
        <source>Every point within %1 px of the automatic ones.</source>
        <translation>所有关键点与自动关键点的距离均在 %1 px 以内。</translation>
    </message>
    <message>
        <source>An unusual shape: look at %1 first.</source>
        <translation>形状异常：请先检查 %1。</translation>
    </message>
    <message>
        <source>The automatic points, in a usual shape.</source>
        <translation>自动关键点，形状正常。</translation>
    </message>
    <message>
        <source>Placed by hand; there are no automatic points to compare with.</source>
        <translation>手动放置；没有可供比较的自动关键点。</translation>
    </message>
    <message>
        <source>NME %1 · farthest %2 px · shape %3</source>
        <translation>NME %1 · 最远 %2 px · 形状 %3</translation>
    </message>
    <message>
        <source>Shape %1</source>
        <translation>形状 %1</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>needs points</source>
        <translation>需要标点</translation>
    </message>
</context>
<context>
    <name>likeness::pages::LeakageDialog</name>
    <message>
        <source>Compare with a verification set</source>
        <translation>与验证集比较</translation>
    </message>
    <message>
        <source>A model that is trained on what it is tested on looks better than it is. Faces that the set holds too are listed for review.</source>
        <translation>用测试所用的数据训练出的模型，结果会好于实际。验证集中也有的人脸会列出供审阅。</translation>
    </message>
    <message>
        <source>A verification pack</source>
        <translation>验证集</translation>
    </message>
    <message>
        <source>A .bin file such as lfw.bin</source>
        <translation>.bin 文件，例如 lfw.bin</translation>
    </message>
    <message>
        <source>A folder per person</source>
        <translation>每人一个文件夹</translation>
    </message>
    <message>
        <source>Pack or folder</source>
        <translation>验证集或文件夹</translation>
    </message>
    <message>
        <source>Images are aligned crops</source>
        <translation>图像已是对齐裁剪图</translation>
    </message>
    <message>
        <source>Otherwise faces are found and aligned first</source>
        <translation>否则先检测并对齐人脸</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Folder with one folder per person</source>
        <translation>每人一个子文件夹的文件夹</translation>
    </message>
    <message>
        <source>Verification pack</source>
        <translation>验证集</translation>
    </message>
    <message>
        <source>Packs (*.bin)</source>
        <translation>验证集 (*.bin)</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>File.bin</source>
        <translation>文件.bin</translation>
    </message>
</context>
<context>
    <name>likeness::pages::LightText</name>
    <message>
        <source>Equalised</source>
        <translation>直方图均衡</translation>
    </message>
    <message>
        <source>Equalised in parts</source>
        <translation>局部均衡</translation>
    </message>
    <message>
        <source>Retinex</source>
        <translation>Retinex</translation>
    </message>
</context>
<context>
    <name>likeness::pages::MapPage</name>
    <message>
        <source>Map of the faces</source>
        <translation>人脸地图</translation>
    </message>
    <message>
        <source>Draw anew</source>
        <translation>重新绘制</translation>
    </message>
    <message>
        <source>Places every face that has a crop beside those that look alike to the model</source>
        <translation>把每张有裁剪图的人脸放在模型认为相似的人脸旁边</translation>
    </message>
    <message>
        <source>Find a person (/)</source>
        <translation>查找人物 (/)</translation>
    </message>
    <message>
        <source>Find a person</source>
        <translation>查找人物</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>What the colours say</source>
        <translation>颜色的含义</translation>
    </message>
    <message>
        <source>by person</source>
        <extracomment>What the points of the map are coloured by</extracomment>
        <translation>按人物</translation>
    </message>
    <message>
        <source>by suspicion</source>
        <translation>按可疑度</translation>
    </message>
    <message>
        <source>by decision</source>
        <translation>按决定</translation>
    </message>
    <message>
        <source>Draw it anew</source>
        <translation>重新绘制</translation>
    </message>
    <message>
        <source>Review these</source>
        <translation>审阅这些</translation>
    </message>
    <message>
        <source>Show in Dataset</source>
        <translation>在数据集中显示</translation>
    </message>
    <message>
        <source>Move to…</source>
        <translation>移到…</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>排除</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) are not on the map yet.</source>
        <translation>
            <numerusform>还有 %n 张人脸不在地图上。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, placed by %2</source>
        <extracomment>How many faces are on the map, and the model that placed them there</extracomment>
        <translation>%1，由 %2 排布</translation>
    </message>
    <message>
        <source>No faces yet</source>
        <translation>还没有人脸</translation>
    </message>
    <message>
        <source>Import a folder that holds one folder of images per person.</source>
        <translation>请导入一个文件夹，其中每个人物的图像各占一个子文件夹。</translation>
    </message>
    <message>
        <source>Go to Dataset</source>
        <translation>前往数据集</translation>
    </message>
    <message>
        <source>No map yet</source>
        <translation>还没有地图</translation>
    </message>
    <message>
        <source>A map shows all faces at once, those beside each other that look alike to a model. People that are mixed up, strays and groups are seen at a glance and can be encircled.</source>
        <translation>地图一次显示所有人脸，模型认为相似的人脸彼此相邻。混在一起的人物、离群的人脸和成组的人脸一目了然，可以圈选。</translation>
    </message>
    <message>
        <source>Draw map</source>
        <translation>绘制地图</translation>
    </message>
    <message>
        <source>Drawing the map</source>
        <translation>正在绘制地图</translation>
    </message>
    <message>
        <source>Not labelled</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>Hold Shift and draw around faces to select them</source>
        <translation>按住 Shift 圈画即可选中人脸</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选 %n 张</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody of that name is on the map.</source>
        <translation>地图上没有叫这个名字的人。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>A person&apos;s name and how many of their faces are shown</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, suspicion %2</source>
        <extracomment>What is known of a face: its state, and how suspicious its label is (0 to 1)</extracomment>
        <translation>%1，可疑度 %2</translation>
    </message>
    <message>
        <source>Move to whom?</source>
        <translation>移动到哪个人物？</translation>
    </message>
    <message>
        <source>This face is not on the map yet.</source>
        <translation>这张人脸还不在地图上。</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>What the colours say (C). People share ten colours; click a face to see its person alone. Suspicion is that of a wrong label; other flags do not count.</source>
        <translation>颜色的含义 (C)。所有人物共用十种颜色；点击一张人脸可单独查看其人物。可疑程度只指标签错误，不含其他标记。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::ModelChooser</name>
    <message>
        <source>The model whose embeddings are compared: a run of this project or a model file</source>
        <translation>用于比对的嵌入模型：本项目的一次训练或模型文件</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>训练 %1</translation>
    </message>
    <message>
        <source>Choose a model file…</source>
        <translation>选择模型文件…</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Models (*.onnx *.safetensors *.pth *.pt);;All files (*)</source>
        <translation>模型 (*.onnx *.safetensors *.pth *.pt);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>likeness::pages::OperatingPoint</name>
    <message>
        <source>Mean threshold of the folds</source>
        <translation>各折阈值的平均</translation>
    </message>
    <message>
        <source>Equal error rate</source>
        <translation>等错误率</translation>
    </message>
    <message>
        <source>FPR at most %1</source>
        <translation>FPR 不超过 %1</translation>
    </message>
    <message>
        <source>FPR at most %1 (not enough data)</source>
        <translation>FPR 不超过 %1（数据不足）</translation>
    </message>
</context>
<context>
    <name>likeness::pages::OriginsDialog</name>
    <message>
        <source>Source and consent</source>
        <translation>来源与同意</translation>
    </message>
    <message>
        <source>All pictures of %1</source>
        <translation>%1 的全部图片</translation>
    </message>
    <message numerus="yes">
        <source>%n chosen picture(s)</source>
        <translation>
            <numerusform>选中的 %n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>Pictures of which nothing is known</source>
        <translation>没有任何记录的图片</translation>
    </message>
    <message>
        <source>All pictures of the project</source>
        <translation>项目的全部图片</translation>
    </message>
    <message>
        <source>&amp;For</source>
        <translation>对象(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation>来源(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Licence</source>
        <translation>许可(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Consent</source>
        <translation>同意(&amp;C)</translation>
    </message>
    <message>
        <source>Who or what the pictures were got from</source>
        <translation>图片从何人或何处获得</translation>
    </message>
    <message>
        <source>What may be done with them</source>
        <translation>图片可作何用途</translation>
    </message>
    <message>
        <source>What the people in them agreed to, and where that is written down</source>
        <translation>图中人物同意了什么，以及记录在何处</translation>
    </message>
    <message>
        <source>In the project</source>
        <translation>项目中</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>设置</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>different ones; stay as they are</source>
        <translation>各不相同；保持不变</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Noting source and consent</source>
        <translation>正在记录来源与同意</translation>
    </message>
    <message>
        <source>Another job is running. Try again when it has ended.</source>
        <translation>另一项任务正在运行。请在其结束后重试。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::OverviewTab</name>
    <message>
        <source>Key figures</source>
        <translation>关键指标</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 区间</translation>
    </message>
    <message>
        <source>From</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>What it says</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>Operating points</source>
        <translation>工作点</translation>
    </message>
    <message>
        <source>Look at the errors at this threshold (Enter)</source>
        <translation>查看此阈值下的错误（Enter）</translation>
    </message>
    <message>
        <source>FPR at most</source>
        <translation>FPR 上限</translation>
    </message>
    <message>
        <source>True-positive rate</source>
        <translation>真阳性率</translation>
    </message>
    <message>
        <source>Threshold, cosine</source>
        <translation>阈值（余弦）</translation>
    </message>
    <message>
        <source>FPR reached</source>
        <translation>实际 FPR</translation>
    </message>
    <message>
        <source>False accepts allowed</source>
        <translation>允许误识数</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Enter on a row, or a double click, shows its errors as pictures.</source>
        <translation>选中一行按 Enter 或双击，即以图片显示其错误。</translation>
    </message>
    <message>
        <source>Figures of the protocols</source>
        <translation>各协议的指标</translation>
    </message>
    <message>
        <source>Convention</source>
        <translation>约定</translation>
    </message>
    <message>
        <source>What was verified, and how</source>
        <translation>验证对象与条件</translation>
    </message>
    <message>
        <source>Computing…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>%1 genuine, %2 impostor pairs</source>
        <translation>%1 个同人配对，%2 个异人配对</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <extracomment>accuracy over the folds and its standard deviation</extracomment>
        <translation>%1 ± %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 genuine, %2 impostor pairs in %n fold(s)</source>
        <translation>
            <numerusform>%1 个同人配对，%2 个异人配对，分为 %n 折</numerusform>
        </translation>
    </message>
    <message>
        <source>AUC</source>
        <translation>AUC</translation>
    </message>
    <message>
        <source>How often a genuine pair is more alike than an impostor pair</source>
        <translation>同人配对比异人配对更相似的概率</translation>
    </message>
    <message>
        <source>EER</source>
        <translation>EER</translation>
    </message>
    <message>
        <source>Where both kinds of error are as likely</source>
        <translation>两类错误同样可能时的错误率</translation>
    </message>
    <message>
        <source>d′</source>
        <translation>d′</translation>
    </message>
    <message>
        <source>Distance of the two means of similarity, in standard deviations</source>
        <translation>两类相似度均值之间的距离，以标准差为单位</translation>
    </message>
    <message>
        <source>Fisher’s ratio of the scores</source>
        <translation>得分的 Fisher 比</translation>
    </message>
    <message>
        <source>(μ₁ − μ₂)² / (σ₁² + σ₂²) of genuine and impostor similarities</source>
        <translation>同人与异人相似度的 (μ₁ − μ₂)² / (σ₁² + σ₂²)</translation>
    </message>
    <message>
        <source>%1 images of %2 people</source>
        <translation>%2 个人物的 %1 张图片</translation>
    </message>
    <message>
        <source>Fisher’s trace ratio</source>
        <translation>Fisher 迹比</translation>
    </message>
    <message>
        <source>tr(S_B) / tr(S_W): spread between people over spread within them</source>
        <translation>tr(S_B) / tr(S_W)：人物之间的离散与人物内部的离散之比</translation>
    </message>
    <message numerus="yes">
        <source>%n people are too few for intervals: resampling them says nothing about others.</source>
        <translation>
            <numerusform>%n 个人物太少，无法给出置信区间：对其重采样不能说明其他人的情况。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Intervals: %1 resamples of %n people.</source>
        <translation>
            <numerusform>置信区间：对 %n 个人物重采样 %1 次得出。</numerusform>
        </translation>
    </message>
    <message>
        <source>The set names no people: intervals resample pairs (%1 times), and are too narrow if people occur often.</source>
        <translation>验证集未标明人物：置信区间按配对重采样 %1 次得出，若人物反复出现则会偏窄。</translation>
    </message>
    <message>
        <source>enough</source>
        <translation>充足</translation>
    </message>
    <message>
        <source>not enough data</source>
        <translation>数据不足</translation>
    </message>
    <message>
        <source>Fewer than 10 false accepts are allowed at this rate: the figure hangs on a few pairs.</source>
        <translation>在此比率下允许的误识不足 10 次：该数值仅取决于少数配对。</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>配对</translation>
    </message>
    <message>
        <source>drawn from the people’s images</source>
        <translation>从各人物的图片中抽取</translation>
    </message>
    <message>
        <source>named by the set</source>
        <translation>由验证集指定</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>用时（秒）</translation>
    </message>
    <message>
        <source>%1 (n %2)</source>
        <extracomment>A rate, and of how many pairs</extracomment>
        <translation>%1（n = %2）</translation>
    </message>
    <message>
        <source>Each fold by the threshold of the others (mean %1); ± standard deviation</source>
        <translation>每折使用其余各折得到的阈值（平均 %1）；± 为标准差</translation>
    </message>
    <message>
        <source>With fewer than %1 people they are too narrow.</source>
        <translation>人数少于 %1 时区间偏窄。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::PairPictures</name>
    <message>
        <source>%1 (%2)</source>
        <extracomment>A person and the picture&apos;s name</extracomment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Similarity %1</source>
        <translation>相似度 %1</translation>
    </message>
    <message>
        <source>%1 and %2, similarity %3</source>
        <extracomment>A pair of pictures read aloud: whose the first and the second one are, how alike</extracomment>
        <translation>%1 与 %2，相似度 %3</translation>
    </message>
    <message>
        <source>The set has changed since it was verified, so there are no pictures of it here. Verify again to see the errors of now.</source>
        <translation>验证集在验证之后已更改，因此这里没有其图片。请重新验证以查看当前的错误。</translation>
    </message>
    <message>
        <source>The set cannot be read any more, so there are only names and similarities. %1</source>
        <translation>验证集已无法读取，因此只有名称和相似度。%1</translation>
    </message>
</context>
<context>
    <name>likeness::pages::PeopleCard</name>
    <message>
        <source>Annotators</source>
        <translation>标注者</translation>
    </message>
    <message>
        <source>Whoever keeps, moves or rejects a face says what it is. Two people who judged the same faces can be compared.</source>
        <translation>保留、移动或排除一张人脸，就是表达对它的判断。判断过相同人脸的两个人可以相互比较。</translation>
    </message>
    <message>
        <source>A second person approves every decision</source>
        <translation>每项决定须由另一人批准</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>一致率</translation>
    </message>
    <message>
        <source>Cohen’s kappa</source>
        <translation>Cohen κ 系数</translation>
    </message>
    <message>
        <source>In words</source>
        <translation>程度</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>One says</source>
        <translation>一方认为</translation>
    </message>
    <message>
        <source>The other says</source>
        <translation>另一方认为</translation>
    </message>
    <message>
        <source>Enter opens the face on the Dataset page</source>
        <translation>按回车在“数据集”页面打开该人脸</translation>
    </message>
    <message>
        <source>Nothing awaits approval</source>
        <translation>没有等待批准的人脸</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) await approval</source>
        <translation>
            <numerusform>%n 张人脸等待批准</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Approve as %1: %n face(s)</source>
        <translation>
            <numerusform>以 %1 的身份批准：%n 张</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <extracomment>Two annotators; then kappa and its 95 % interval</extracomment>
        <translation>%1 与 %2</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <translation>%1（%2 至 %3）</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
    <message>
        <source>No two people have judged the same face yet. You decide as %1; the name is set in Settings.</source>
        <translation>还没有两个人判断过同一张人脸。您以 %1 的名义决定；姓名在“设置”中更改。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>Who, and what they say a face is</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%n disagreement(s)</source>
        <translation>
            <numerusform>%n 处分歧</numerusform>
        </translation>
    </message>
    <message>
        <source>too few faces</source>
        <translation>人脸太少</translation>
    </message>
    <message>
        <source>only one outcome</source>
        <translation>只有一种结果</translation>
    </message>
</context>
<context>
    <name>likeness::pages::PeoplePanel</name>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Merge into…</source>
        <translation>合并到…</translation>
    </message>
    <message>
        <source>Whole history…</source>
        <translation>完整历史…</translation>
    </message>
    <message>
        <source>Erase person…</source>
        <translation>清除人物…</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>搜索人物</translation>
    </message>
    <message>
        <source>Search people (/)</source>
        <translation>搜索人物 (/)</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>What else can be done with this person (also by a right click)</source>
        <translation>对此人的其他操作（也可右键点击）</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>Not labelled</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>Nobody is called “%1”.</source>
        <translation>没有名为“%1”的人物。</translation>
    </message>
    <message>
        <source>There is a person named %1 already; merge the two instead.</source>
        <translation>已有名为 %1 的人物；请改为合并两者。</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) of %1 become faces of %2.</source>
        <translation>
            <numerusform>%1 的 %n 张人脸将成为 %2 的人脸。</numerusform>
        </translation>
    </message>
    <message>
        <source>Rename person</source>
        <translation>重命名人物</translation>
    </message>
    <message>
        <source>New name:</source>
        <translation>新姓名：</translation>
    </message>
    <message>
        <source>Merge %1 into whom?</source>
        <translation>将 %1 合并到哪个人物？</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
</context>
<context>
    <name>likeness::pages::PeopleTab</name>
    <message>
        <source>Filter the people</source>
        <translation>筛选人物</translation>
    </message>
    <message>
        <source>Shows the people whose name holds all these words (/)</source>
        <translation>显示名称中包含所有这些词的人物（/）</translation>
    </message>
    <message>
        <source>People, the worst separated first</source>
        <translation>人物，最难区分的排在最前</translation>
    </message>
    <message>
        <source>Pairs of the person, those judged worst first</source>
        <translation>该人物的配对，判断最差的排在最前</translation>
    </message>
    <message>
        <source>Open in Review</source>
        <translation>在“审阅”中打开</translation>
    </message>
    <message>
        <source>Look at the left face on the Review page (Enter; the right one with Shift)</source>
        <translation>在“审阅”页查看左侧人脸（Enter；按住 Shift 查看右侧人脸）</translation>
    </message>
    <message>
        <source>Add to review</source>
        <translation>加入审阅</translation>
    </message>
    <message>
        <source>Put the faces of the selected pairs into the review queue, with this evidence</source>
        <translation>把所选配对的人脸连同此依据加入审阅队列</translation>
    </message>
    <message>
        <source>Show large</source>
        <translation>放大显示</translation>
    </message>
    <message>
        <source>Show these pairs large, beside the curves</source>
        <translation>在曲线旁放大显示这些配对</translation>
    </message>
    <message>
        <source>Back to the people</source>
        <translation>返回人物列表</translation>
    </message>
    <message>
        <source>Nothing verified yet</source>
        <translation>尚未验证</translation>
    </message>
    <message>
        <source>Verify a model on a set of people; those whom it tells apart worst are then listed here.</source>
        <translation>请用一组人物验证模型；随后将在此列出最难区分的人物。</translation>
    </message>
    <message>
        <source>This set does not say who is who</source>
        <translation>此验证集未标明人物身份</translation>
    </message>
    <message>
        <source>People can be listed where the set names them: verify on the people of a run, on a project, or on a folder with one folder of images for each person.</source>
        <translation>验证集标明人物时才能列出人物：请用训练任务的人物、项目，或每人一个图像子文件夹的文件夹进行验证。</translation>
    </message>
    <message>
        <source>5 %: %1 · 95 %: %2 · %3 pairs</source>
        <extracomment>5th and 95th percentile of distances, and of how many pairs</extracomment>
        <translation>5 %：%1 · 95 %：%2 · %3 个配对</translation>
    </message>
    <message>
        <source>no interval</source>
        <extracomment>a 95 % confidence interval</extracomment>
        <translation>无置信区间</translation>
    </message>
    <message>
        <source>95 %: %1</source>
        <translation>95 %：%1</translation>
    </message>
    <message>
        <source>Within people, median</source>
        <translation>同一人，中位数</translation>
    </message>
    <message>
        <source>Distances (1 − cosine) between two images of one person</source>
        <translation>同一人的两张图片之间的距离（1 − 余弦）</translation>
    </message>
    <message>
        <source>Between people, median</source>
        <translation>不同人，中位数</translation>
    </message>
    <message>
        <source>Distances (1 − cosine) between images of two people</source>
        <translation>不同人的图片之间的距离（1 − 余弦）</translation>
    </message>
    <message>
        <source>Fisher, tr(S_B) / tr(S_W)</source>
        <translation>Fisher，tr(S_B) / tr(S_W)</translation>
    </message>
    <message>
        <source>%1 · %2 people, %3 images</source>
        <translation>%1 · %2 个人物，%3 张图片</translation>
    </message>
    <message>
        <source>Scatter between the people over the scatter within them, of the embeddings. Larger is better.</source>
        <translation>特征向量的类间散度与类内散度之比（每个人物为一类）。越大越好。</translation>
    </message>
    <message>
        <source>Fisher, scores</source>
        <translation>Fisher，得分</translation>
    </message>
    <message>
        <source>%1 · %2 people</source>
        <translation>%1 · %2 个人物</translation>
    </message>
    <message>
        <source>Squared distance of the mean scores of both kinds of pairs over the sum of their variances</source>
        <translation>两类配对平均得分之差的平方与其方差之和的比</translation>
    </message>
    <message>
        <source>Distances are 1 − cosine. The gap is the near end of the distances to the nearest other person less the far end of those within the person; below 0 they overlap, and the worst come first. Errors are counted at the threshold %1.</source>
        <translation>距离为 1 − 余弦。间隔为与最接近的其他人物的距离的近端，减去本人内距离的远端；小于 0 表示两者重叠，最差的排在最前。错误按阈值 %1 统计。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>Two sentences</extracomment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>Only the pairs of the set count: the nearest person is one of those whom they compare this one with.</source>
        <translation>仅计入验证集的配对：最接近的人物只在与此人配过对的人物中选取。</translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n 个人物</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n people</source>
        <translation>
            <numerusform>%1 / %n 个人物</numerusform>
        </translation>
    </message>
    <message>
        <source>No person is chosen</source>
        <translation>未选择人物</translation>
    </message>
    <message>
        <source>Choose a person to see the pairs that are judged worst.</source>
        <translation>请选择人物，以查看判断最差的配对。</translation>
    </message>
    <message>
        <source>No pair of this person was verified.</source>
        <translation>此人物没有经过验证的配对。</translation>
    </message>
    <message>
        <source>recognised</source>
        <translation>已认出</translation>
    </message>
    <message>
        <source>not recognised</source>
        <translation>未认出</translation>
    </message>
    <message>
        <source>taken for one person</source>
        <translation>误认为同一人</translation>
    </message>
    <message>
        <source>kept apart</source>
        <translation>已区分</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <extracomment>A similarity, and what the model made of the pair</extracomment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>A pair read aloud, and what the model made of it</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: %2 of %3 own pairs rejected, %4 of %5 with others accepted. The clearest first:</source>
        <translation>%1：%3 个本人配对中 %2 个被拒绝，与他人的 %5 个配对中 %4 个被接受。最明显的排在最前：</translation>
    </message>
</context>
<context>
    <name>likeness::pages::PeopleTable</name>
    <message>
        <source>%1: %2 pairs of their own, %3 with %4</source>
        <comment>of a person&apos;s pairs</comment>
        <translation>%1：本人配对 %2 个，与 %4 的配对 %3 个</translation>
    </message>
    <message>
        <source>nobody else</source>
        <translation>其他人</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Whose images these are</source>
        <translation>图片属于谁</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Images of this person in the set</source>
        <translation>此人物在验证集中的图片数</translation>
    </message>
    <message>
        <source>Within</source>
        <extracomment>Column: mean distance within a person</extracomment>
        <translation>本人内</translation>
    </message>
    <message>
        <source>Mean distance between two images of this person</source>
        <translation>此人物两张图片之间的平均距离</translation>
    </message>
    <message>
        <source>Within, 95 %</source>
        <extracomment>Column: 95th percentile of the distances within a person</extracomment>
        <translation>本人内，95 %</translation>
    </message>
    <message>
        <source>95 % of the distances between two images of this person are smaller</source>
        <translation>此人物两张图片之间的距离有 95 % 小于此值</translation>
    </message>
    <message>
        <source>Nearest person</source>
        <translation>最接近的人物</translation>
    </message>
    <message>
        <source>The other person whose images come closest</source>
        <translation>图片与之最接近的其他人物</translation>
    </message>
    <message>
        <source>Distance</source>
        <extracomment>Column: mean distance to the nearest other person</extracomment>
        <translation>距离</translation>
    </message>
    <message>
        <source>Mean distance to the nearest person’s images</source>
        <translation>与最接近人物的图片的平均距离</translation>
    </message>
    <message>
        <source>Distance, 5 %</source>
        <extracomment>Column: 5th percentile of the distances to the nearest other person</extracomment>
        <translation>距离，5 %</translation>
    </message>
    <message>
        <source>5 % of the distances to the nearest person’s images are smaller</source>
        <translation>与最接近人物的图片的距离有 5 % 小于此值</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Distance, 5 % less Within, 95 %. Below 0: this person’s own images differ more than the nearest person’s stay away.</source>
        <translation>“距离，5 %”减去“本人内，95 %”。小于 0：此人物自己的图片之间的差异，超过与最接近人物的图片的差异。</translation>
    </message>
    <message>
        <source>Fisher</source>
        <translation>Fisher</translation>
    </message>
    <message>
        <source>Squared distance of the two means over the sum of the variances, own pairs against pairs with the nearest person</source>
        <translation>两个均值之差的平方与方差之和的比，本人配对对比与最接近人物的配对</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>Own pairs that the threshold rejects</source>
        <translation>被阈值拒绝的本人配对</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>被接受</translation>
    </message>
    <message>
        <source>Pairs with the nearest person that the threshold accepts</source>
        <translation>与最接近人物的配对中被阈值接受的</translation>
    </message>
</context>
<context>
    <name>likeness::pages::PhotoView</name>
    <message>
        <source>Reading the photograph…</source>
        <translation>正在读取照片…</translation>
    </message>
</context>
<context>
    <name>likeness::pages::PreviewDialog</name>
    <message>
        <source>Person</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Purity</source>
        <translation>纯度</translation>
    </message>
    <message>
        <source>Closest person</source>
        <translation>最接近的人物</translation>
    </message>
    <message>
        <source>The share of the person’s faces whose closest other face has the same name</source>
        <translation>此人的人脸中，最接近的另一张人脸同名的比例</translation>
    </message>
    <message>
        <source>Looking at what would change…</source>
        <translation>正在查看将发生的更改…</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <extracomment>A value before and after a change</extracomment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>A person and how similar they are</extracomment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>%1 (new)</source>
        <translation>%1（新）</translation>
    </message>
    <message>
        <source>%1 (no more)</source>
        <translation>%1（将不存在）</translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>不会有任何更改。</translation>
    </message>
    <message>
        <source>%1 Comparing faces…</source>
        <extracomment>What is known already, and what goes on</extracomment>
        <translation>%1 正在比对人脸…</translation>
    </message>
    <message numerus="yes">
        <source>Compared by embeddings, %n face(s).</source>
        <translation>
            <numerusform>按嵌入比对了 %n 张人脸。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared by texture (LBPH), %n face(s).</source>
        <translation>
            <numerusform>按纹理（LBPH）比对了 %n 张人脸。</numerusform>
        </translation>
    </message>
    <message>
        <source>The faces cannot be compared before they are prepared.</source>
        <translation>人脸准备好之前无法比对。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>Two sentences</extracomment>
        <translation>%1 %2</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) are changed. This can be undone.</source>
        <translation>
            <numerusform>将更改 %n 张人脸。此操作可以撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Split off?</source>
        <translation>拆分？</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) become the new person %1.</source>
        <translation>
            <numerusform>%n 张人脸将成为新人物 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>Split off</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>Reject faces?</source>
        <translation>排除这些人脸？</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) take no part in training or curation any more.</source>
        <translation>
            <numerusform>%n 张人脸将不再参与训练和整理。</numerusform>
        </translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>Mark as unsure?</source>
        <translation>标记为不确定？</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) are marked as unsure.</source>
        <translation>
            <numerusform>%n 张人脸将被标记为不确定。</numerusform>
        </translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Move faces?</source>
        <translation>移动人脸？</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) become faces of %1.</source>
        <translation>
            <numerusform>%n 张人脸将归入 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>All faces of %1 become faces of %2.</source>
        <translation>%1 的所有人脸都将归入 %2。</translation>
    </message>
    <message>
        <source>They are on different sides of the division into training, validation and test; all of them will be on one side afterwards.</source>
        <translation>这两人位于训练、验证、测试划分的不同一侧；合并后将全部归到同一侧。</translation>
    </message>
    <message>
        <source>Merge people?</source>
        <translation>合并人物？</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
</context>
<context>
    <name>likeness::pages::QualityCard</name>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>poor</source>
        <translation>差</translation>
    </message>
    <message>
        <source>slight</source>
        <translation>轻微</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>尚可</translation>
    </message>
    <message>
        <source>moderate</source>
        <translation>中等</translation>
    </message>
    <message>
        <source>substantial</source>
        <translation>较高</translation>
    </message>
    <message>
        <source>almost perfect</source>
        <translation>几乎一致</translation>
    </message>
</context>
<context>
    <name>likeness::pages::QualityPage</name>
    <message>
        <source>No labels to check yet</source>
        <translation>还没有可检查的标签</translation>
    </message>
    <message>
        <source>Import a folder that holds one folder of images per person. This page then says how far the names can be trusted.</source>
        <translation>导入一个文件夹，其中每个人物各有一个图片文件夹。此页面随后说明姓名的可信程度。</translation>
    </message>
    <message>
        <source>Go to Dataset</source>
        <translation>前往数据集</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Cannot say</source>
        <translation>无法判断</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>稍后</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Open in Dataset</source>
        <translation>在数据集中打开</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>无人</translation>
    </message>
    <message>
        <source>Is this %1?</source>
        <translation>这是 %1 吗？</translation>
    </message>
    <message>
        <source>%1: %2. Do you agree?</source>
        <extracomment>A label state (&quot;rejected&quot;) and whose name the face has</extracomment>
        <translation>%1：%2。您同意吗？</translation>
    </message>
    <message>
        <source>%1 · decided by %2</source>
        <extracomment>A picture&apos;s path, and who has decided</extracomment>
        <translation>%1 · 由 %2 决定</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1 张，共 %2 张</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Draw a new sample?</source>
        <translation>抽取新样本？</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n face(s) of the present sample are looked at.</source>
        <translation>
            <numerusform>当前样本共 %n 张人脸，已查看 %1 张。</numerusform>
        </translation>
    </message>
    <message>
        <source>The answers stay with the faces and in the journal, but the statistics begin anew.</source>
        <translation>答案会保留在人脸和历史记录中，但统计将重新开始。</translation>
    </message>
    <message>
        <source>Draw a new sample</source>
        <translation>抽取新样本</translation>
    </message>
    <message>
        <source>%1 · answered: %2</source>
        <extracomment>A picture&apos;s path, and what was said about it before</extracomment>
        <translation>%1 · 已回答：%2</translation>
    </message>
    <message>
        <source>%1 · its label is %2 by now</source>
        <extracomment>A picture&apos;s path, and that it has another label since the sample was drawn</extracomment>
        <translation>%1 · 现在的标签是 %2</translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewActions</name>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>The label is right</source>
        <translation>标签正确</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Do what is suggested</source>
        <translation>按建议处理</translation>
    </message>
    <message>
        <source>Someone else…</source>
        <translation>其他人…</translation>
    </message>
    <message>
        <source>Choose or type the person</source>
        <translation>选择或输入人物</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>Not usable for training</source>
        <translation>不能用于训练</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Somebody else should look</source>
        <translation>应由别人再看</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>The two are one person</source>
        <translation>两者是同一个人</translation>
    </message>
    <message>
        <source>Go to where people are divided into training, validation and test</source>
        <translation>转到人物划分（训练、验证、测试）</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Leave it open</source>
        <translation>留待以后</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo, and back to that face</source>
        <translation>撤销，并回到那张人脸</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Accept many…</source>
        <translation>批量接受…</translation>
    </message>
    <message>
        <source>Accept all suggestions above a confidence</source>
        <translation>接受置信度以上的全部建议</translation>
    </message>
    <message>
        <source>Photograph</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>The whole photograph</source>
        <translation>整张照片</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>光照</translation>
    </message>
    <message>
        <source>Even out the light of a dark face</source>
        <translation>均衡暗脸的光照</translation>
    </message>
    <message>
        <source>Annotate</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Open in Annotate</source>
        <translation>在“标注”中打开</translation>
    </message>
    <message>
        <source>What the figures mean here</source>
        <translation>这些数字在此处的含义</translation>
    </message>
    <message>
        <source>Compare in the other way</source>
        <translation>换另一种比较方法</translation>
    </message>
    <message>
        <source>Second look</source>
        <translation>复看</translation>
    </message>
    <message>
        <source>Back to the usual list</source>
        <translation>回到平常的列表</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <extracomment>Caption of a button: what it does, then its key</extracomment>
        <translation>%1   %2</translation>
    </message>
    <message>
        <source>Other name…</source>
        <translation>其他名字…</translation>
    </message>
    <message>
        <source>Merge into %1</source>
        <translation>合并到 %1</translation>
    </message>
    <message>
        <source>Divide…</source>
        <translation>划分…</translation>
    </message>
    <message>
        <source>Verification set…</source>
        <translation>验证集…</translation>
    </message>
    <message>
        <source>The likeliest answer</source>
        <translation>最可能的回答</translation>
    </message>
    <message>
        <source>Do what the highlighted button does</source>
        <translation>执行突出显示的按钮</translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewBar</name>
    <message>
        <source>Look for wrong labels</source>
        <translation>查找错误标签</translation>
    </message>
    <message>
        <source>Compares every face with its own person and with all others; decisions stay</source>
        <translation>将每张人脸与本人及所有他人比较；已作的决定不变</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>A kind of flag and how many are open</extracomment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>%1 reviewed, %2 left</source>
        <translation>已审阅 %1，剩余 %2</translation>
    </message>
    <message>
        <source>Looking for wrong labels</source>
        <translation>正在查找错误标签</translation>
    </message>
    <message>
        <source>How faces are compared (C)</source>
        <translation>人脸的比较方法 (C)</translation>
    </message>
    <message>
        <source>Which suspicion to review, and how many are open (1 … 8)</source>
        <translation>审阅哪类可疑项，以及还有多少 (1 … 8)</translation>
    </message>
    <message>
        <source>Second look</source>
        <translation>复看</translation>
    </message>
    <message>
        <source>What others decided and you have not looked at yet (F)</source>
        <translation>他人已决定而您尚未看过的 (F)</translation>
    </message>
    <message>
        <source>Back to the usual list (Esc)</source>
        <translation>回到平常的列表 (Esc)</translation>
    </message>
    <message>
        <source>What the figures mean here (I)</source>
        <translation>这些数字在此处的含义 (I)</translation>
    </message>
    <message>
        <source>What the figures mean here</source>
        <translation>这些数字在此处的含义</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) from the map</source>
        <translation>
            <numerusform>来自地图的 %n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>Second look (%1)</source>
        <extracomment>What others decided and the present person has not looked at, and how many there are</extracomment>
        <translation>复看（%1）</translation>
    </message>
    <message>
        <source>Verification set…</source>
        <translation>验证集…</translation>
    </message>
    <message>
        <source>Which faces a verification set holds too (V)</source>
        <translation>哪些人脸也在验证集中 (V)</translation>
    </message>
    <message>
        <source>Pictures of the set are looked for among the faces. To look for its people too, choose embeddings above.</source>
        <translation>将在人脸中查找验证集的图片。若要同时查找其人物，请在上方选择特征向量。</translation>
    </message>
    <message>
        <source>Pictures and people of the set are looked for among the faces; people by %1.</source>
        <translation>将在人脸中查找验证集的图片和人物；人物按 %1 比较。</translation>
    </message>
    <message>
        <source>Pictures of the set are looked for among the faces. To look for its people too, look for wrong labels by this model first: what it learns of this dataset is needed for that.</source>
        <translation>将在人脸中查找验证集的图片。若要同时查找其人物，请先用此模型查找错误标签：比较人物需要由此得到的信息。</translation>
    </message>
    <message>
        <source>Comparing with a verification set</source>
        <translation>正在与验证集比较</translation>
    </message>
    <message>
        <source>These faces were put here on the Verify page. To look for wrong labels, choose LBPH or embeddings on the left.</source>
        <translation>这些人脸是从“验证”页加入的。要查找错误标签，请在左侧选择 LBPH 或特征向量。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewEnd</name>
    <message>
        <source>No faces yet</source>
        <translation>还没有人脸</translation>
    </message>
    <message>
        <source>Import a folder that holds one folder of images per person.</source>
        <translation>请导入一个文件夹，其中每个人物的图像各占一个子文件夹。</translation>
    </message>
    <message>
        <source>Go to Dataset</source>
        <translation>前往数据集</translation>
    </message>
    <message>
        <source>End of the list</source>
        <translation>已到列表末尾</translation>
    </message>
    <message numerus="yes">
        <source>%n flag(s) were skipped and are still open. Press ← to go back.</source>
        <translation>
            <numerusform>有 %n 个疑点被跳过，仍待处理。按 ← 返回。</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the open flags</source>
        <translation>回到未决疑点</translation>
    </message>
    <message>
        <source>These faces are looked through</source>
        <translation>这些人脸已看完</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) decided.</source>
        <translation>
            <numerusform>已决定 %n 张人脸。</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the usual list</source>
        <translation>回到平常的列表</translation>
    </message>
    <message>
        <source>You have looked at all that others decided</source>
        <translation>他人决定的您都已看过</translation>
    </message>
    <message>
        <source>Nothing to look at a second time</source>
        <translation>没有需要复看的</translation>
    </message>
    <message>
        <source>What other people decide in this project comes here, for you to confirm or to object. Everybody sets their name in the settings.</source>
        <translation>其他人在此项目中的决定会出现在这里，由您确认或提出异议。每个人在设置中填写自己的名字。</translation>
    </message>
    <message>
        <source>All flags are reviewed</source>
        <translation>所有疑点均已审阅</translation>
    </message>
    <message numerus="yes">
        <source>%n flag(s) reviewed.</source>
        <translation>
            <numerusform>已审阅 %n 个疑点。</numerusform>
        </translation>
    </message>
    <message>
        <source>Train a model</source>
        <translation>训练模型</translation>
    </message>
    <message>
        <source>Nothing is flagged here</source>
        <translation>这里没有可疑人脸</translation>
    </message>
    <message>
        <source>By this method no face looks suspicious. A model&apos;s embeddings give an independent second opinion.</source>
        <translation>用此方法未发现可疑人脸。可改用模型的特征向量，获得独立的第二意见。</translation>
    </message>
    <message>
        <source>There is nothing of this kind: %1. The list above names the others.</source>
        <translation>没有这一类：%1。上方列表列出了其他类别。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Nothing was looked for yet</source>
        <translation>尚未进行查找</translation>
    </message>
    <message>
        <source>Likeness compares every face with its own person and with all others, and lists those whose label looks wrong, worst first. LBPH needs no model and takes seconds for some hundred faces.</source>
        <translation>Likeness 会将每张人脸与本人及所有他人比较，列出标签疑似有误的人脸，最可疑的排在最前。LBPH 无需模型，处理数百张人脸只需数秒。</translation>
    </message>
    <message>
        <source>Look for wrong labels</source>
        <translation>查找错误标签</translation>
    </message>
    <message>
        <source>What the figures mean here</source>
        <translation>这些数字在此处的含义</translation>
    </message>
    <message>
        <source>Why a face is flagged</source>
        <translation>人脸为何被标记</translation>
    </message>
    <message>
        <source>The percentage is the probability that the label is wrong. Look for wrong labels again to see how well that is known for this dataset.</source>
        <translation>百分比是标签错误的概率。再次查找错误标签，即可了解此数据集上该概率有多可靠。</translation>
    </message>
    <message>
        <source>In brackets what holds in 95 of 100 cases, from the scores and from what was decided so far.</source>
        <translation>括号内为 100 次中有 95 次成立的范围，由分数和迄今的决定得出。</translation>
    </message>
    <message>
        <source>What is still wrong</source>
        <translation>还有多少错误</translation>
    </message>
    <message>
        <source>How far people agree</source>
        <translation>人员之间的一致程度</translation>
    </message>
    <message numerus="yes">
        <source>%n flag(s) of other kinds are open; the list above names them.</source>
        <translation>
            <numerusform>其他类型还有 %n 个疑点待处理，见上方列表。</numerusform>
        </translation>
    </message>
    <message>
        <source>All flags of this kind are reviewed</source>
        <translation>此类疑点已全部审阅</translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewFigures</name>
    <message>
        <source>about %1 (%2–%3)</source>
        <extracomment>An estimate and its 95 % interval</extracomment>
        <translation>约 %1（%2–%3）</translation>
    </message>
    <message>
        <source>%1 of %2 labels are still wrong</source>
        <extracomment>An estimate, &quot;about 35 (22–51)&quot;, of so many labels</extracomment>
        <translation>%2 个标签中还有%1个错误</translation>
    </message>
    <message>
        <source>When all that is flagged is reviewed: %1.</source>
        <translation>审阅完所有标记后：%1。</translation>
    </message>
    <message>
        <source>A label is flagged when it is wrong with a probability of %1 or more. Of what is flagged, %2 is expected to be wrong; of all wrong labels, %3 is expected to be flagged.</source>
        <translation>当标签错误的概率达到 %1 时会被标记。预计标记项中有 %2 确实错误；所有错误标签中有 %3 会被标记。</translation>
    </message>
    <message>
        <source>Two faces of one person are alike by %1 ± %2 here, faces of two people by %3 ± %4.</source>
        <translation>在这里，同一人的两张人脸相似度为 %1 ± %2，不同人的为 %3 ± %4。</translation>
    </message>
    <message numerus="yes">
        <source>Learnt from %n face(s) of this project.</source>
        <translation>
            <numerusform>由此项目的 %n 张人脸得出。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You and %1 agree on %2 of %n face(s), kappa %3.</source>
        <extracomment>How far the present person agrees with another one</extracomment>
        <translation>
            <numerusform>您与 %1 在 %n 张人脸中有 %2 张一致，kappa %3。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You and %1 agree on %2 of %n face(s).</source>
        <translation>
            <numerusform>您与 %1 在 %n 张人脸中有 %2 张一致。</numerusform>
        </translation>
    </message>
    <message>
        <source>When the faces were last compared, about %1 of the labels were wrong.</source>
        <translation>上次比较时，约有 %1 的标签是错误的。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>Two sentences</extracomment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>%1.</source>
        <extracomment>A phrase as a sentence</extracomment>
        <translation>%1。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewPace</name>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 s each, %2 an hour</source>
        <extracomment>The pace of a review: median seconds a face, faces an hour</extracomment>
        <translation>每项 %1 秒，每小时 %2 项</translation>
    </message>
    <message>
        <source>%1 s each, %2 an hour, about %3 left</source>
        <extracomment>The pace of a review: median seconds a face, faces an hour, &quot;35 min&quot;</extracomment>
        <translation>每项 %1 秒，每小时 %2 项，还需约 %3</translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewPage</name>
    <message>
        <source>Who is this?</source>
        <translation>这是谁？</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审阅</translation>
    </message>
    <message>
        <source>This face is no longer in the project.</source>
        <translation>这张人脸已不在项目中。</translation>
    </message>
    <message numerus="yes">
        <source>Who are these %n face(s)?</source>
        <translation>
            <numerusform>这 %n 张人脸是谁？</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>没有可重做的操作。</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) changed. Undo takes all of it back.</source>
        <translation>
            <numerusform>已更改 %n 张人脸。撤销可全部还原。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>Position in the queue: this one of so many</extracomment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Not in the list</source>
        <translation>不在列表中</translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewText</name>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>LBPH</source>
        <translation>LBPH</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>特征向量</translation>
    </message>
    <message>
        <source>not made</source>
        <translation>未进行</translation>
    </message>
    <message>
        <source>Choose LBPH in the bar above and look for wrong labels: a second opinion that needs no model</source>
        <translation>在上方选择 LBPH 并查找错误标签：无需模型的第二意见</translation>
    </message>
    <message>
        <source>Choose embeddings in the bar above and look for wrong labels: a second opinion</source>
        <translation>在上方选择特征向量并查找错误标签：第二意见</translation>
    </message>
    <message>
        <source>%1, same person</source>
        <extracomment>A second opinion: &quot;label right: 9 %&quot;, and it suggests the same person</extracomment>
        <translation>%1，同一人物</translation>
    </message>
    <message>
        <source>%1, looks like %2</source>
        <extracomment>A second opinion: &quot;label right: 9 %&quot;, and it is Ann</extracomment>
        <translation>%1，看起来像 %2</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Agree: %1</source>
        <translation>同意：%1</translation>
    </message>
    <message>
        <source>Agree: rejected</source>
        <translation>同意：已排除</translation>
    </message>
    <message>
        <source>Agree: unsure</source>
        <translation>同意：不确定</translation>
    </message>
    <message>
        <source>Agree</source>
        <translation>同意</translation>
    </message>
    <message numerus="yes">
        <source>Move %n face(s) to %1</source>
        <translation>
            <numerusform>把 %n 张人脸移到 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Move to %1</source>
        <translation>移动到 %1</translation>
    </message>
    <message>
        <source>Merge into %1</source>
        <translation>合并到 %1</translation>
    </message>
    <message>
        <source>Reject this copy</source>
        <translation>排除此副本</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Two people</source>
        <translation>是两个人</translation>
    </message>
    <message>
        <source>One person</source>
        <translation>是一个人</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>都保留</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Not labelled</source>
        <translation>无标签</translation>
    </message>
    <message>
        <source>%1 – this name goes</source>
        <extracomment>Of a merge: this name goes</extracomment>
        <translation>%1 – 此名字将取消</translation>
    </message>
    <message>
        <source>%1 – the rest</source>
        <translation>%1 – 其余</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <extracomment>A person and the side of the division, e.g. &quot;Ann (training)&quot;</extracomment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Labelled: %1</source>
        <translation>标签：%1</translation>
    </message>
    <message numerus="yes">
        <source>its %n face(s) become %1’s</source>
        <translation>
            <numerusform>其 %n 张人脸归 %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) stay</source>
        <translation>
            <numerusform>%n 张人脸保留</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other face(s), the most alike on top</source>
        <translation>
            <numerusform>另有 %n 张人脸，最相似的在最前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other face(s)</source>
        <translation>
            <numerusform>其他 %n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>The other picture</source>
        <translation>另一张图片</translation>
    </message>
    <message>
        <source>No other person to compare with</source>
        <translation>没有可供比较的其他人物</translation>
    </message>
    <message>
        <source>%1 – this name stays</source>
        <translation>%1 – 此名字保留</translation>
    </message>
    <message>
        <source>Also labelled: %1</source>
        <translation>标签同为：%1</translation>
    </message>
    <message>
        <source>Looks like: %1</source>
        <translation>看起来像：%1</translation>
    </message>
    <message>
        <source>Closest other person: %1</source>
        <translation>最接近的其他人物：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s), %1 afterwards</source>
        <translation>
            <numerusform>%n 张人脸，之后为 %1 张</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s), the most alike on top</source>
        <translation>
            <numerusform>%n 张人脸，最相似的在最前</numerusform>
        </translation>
    </message>
    <message>
        <source>Decided: %1</source>
        <translation>已决定：%1</translation>
    </message>
    <message>
        <source>Not compared with others yet</source>
        <translation>尚未与其他人脸比较</translation>
    </message>
    <message>
        <source>No longer suspected</source>
        <translation>不再可疑</translation>
    </message>
    <message>
        <source>Wrong with a probability of %1</source>
        <translation>错误概率 %1</translation>
    </message>
    <message>
        <source>Two people with a probability of %1</source>
        <translation>是两个人的概率 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>How alike this face and the person’s other faces are on average</source>
        <translation>这张人脸与该人物其他人脸的平均相似度</translation>
    </message>
    <message>
        <source>How alike this face and the faces of the closest other person are on average</source>
        <translation>这张人脸与最接近的其他人物的平均相似度</translation>
    </message>
    <message>
        <source>How far the two pictures agree, point by point</source>
        <translation>两张图片逐点一致的程度</translation>
    </message>
    <message>
        <source>Nearest faces</source>
        <translation>最近人脸</translation>
    </message>
    <message>
        <source>%1 of %2 with this label</source>
        <extracomment>Of the nearest faces, how many carry the label: &quot;3 of 5 with this label&quot;</extracomment>
        <translation>%2 张中有 %1 张同标签</translation>
    </message>
    <message>
        <source>How many of the faces that are most alike carry the same label</source>
        <translation>最相似的人脸中有多少张标签相同</translation>
    </message>
    <message>
        <source>Cross-validation</source>
        <translation>交叉验证</translation>
    </message>
    <message>
        <source>The probability that a classifier gives this label that has not seen this face</source>
        <translation>未见过这张人脸的分类器给出此标签的概率</translation>
    </message>
    <message>
        <source>reject</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>unsure</source>
        <translation>存疑</translation>
    </message>
    <message>
        <source>keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>it is %1</source>
        <translation>是 %1</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <extracomment>Another person&apos;s opinion of a face and when: &quot;Ann: keep, yesterday&quot;</extracomment>
        <translation>%1：%2，%3</translation>
    </message>
    <message>
        <source>Split off as %1</source>
        <translation>拆分为 %1</translation>
    </message>
    <message>
        <source>Most similar: %1</source>
        <translation>最相似：%1</translation>
    </message>
    <message>
        <source>Right with a probability of %1</source>
        <extracomment>Of a suggested person</extracomment>
        <translation>正确的概率为 %1</translation>
    </message>
    <message>
        <source>It is %1 with a probability of %2.</source>
        <translation>是 %1 的概率为 %2。</translation>
    </message>
    <message>
        <source>%1 is only the most similar person, and the right one with a probability of %2.</source>
        <translation>%1 只是最相似的人，正确的概率为 %2。</translation>
    </message>
    <message>
        <source>%1: the picture is not there to be shown</source>
        <extracomment>%1 the name of a picture</extracomment>
        <translation>%1：图片已不在原处，无法显示</translation>
    </message>
    <message>
        <source>The same picture with a probability of %1</source>
        <translation>是同一张图片的概率为 %1</translation>
    </message>
    <message>
        <source>The person is in it with a probability of %1</source>
        <extracomment>Of a person and a verification set</extracomment>
        <translation>此人在验证集中的概率为 %1</translation>
    </message>
    <message>
        <source>One person with a probability of %1</source>
        <translation>是同一个人的概率为 %1</translation>
    </message>
    <message>
        <source>In the verification set %1</source>
        <translation>在验证集 %1 中</translation>
    </message>
    <message>
        <source>similarity %1 · %2</source>
        <extracomment>How alike, 0 to 1, and to how many faces</extracomment>
        <translation>相似度 %1 · %2</translation>
    </message>
    <message>
        <source>label right: %1</source>
        <extracomment>What a way of comparing says of a label: how probable it is that it is right</extracomment>
        <translation>标签正确：%1</translation>
    </message>
    <message>
        <source>What the other way of comparing says of the label, which knows nothing of this one</source>
        <translation>另一种比较方法对标签的判断，它与这一种互不知情</translation>
    </message>
    <message>
        <source>%1, like nobody else</source>
        <extracomment>A second opinion: &quot;label right: 9 %&quot;, and it is like nobody else</extracomment>
        <translation>%1，不像其他任何人</translation>
    </message>
    <message>
        <source>Like nobody with a probability of %1</source>
        <translation>不像任何人的概率为 %1</translation>
    </message>
    <message>
        <source>Quality %1; 1 is the best</source>
        <translation>质量 %1（1 为最佳）</translation>
    </message>
    <message>
        <source>The same picture twice</source>
        <translation>同一张图片出现两次</translation>
    </message>
    <message>
        <source>Almost the same picture</source>
        <translation>几乎相同的图片</translation>
    </message>
    <message>
        <source>Between the two sides</source>
        <translation>两侧之间</translation>
    </message>
    <message>
        <source>similarity %1</source>
        <translation>相似度 %1</translation>
    </message>
    <message>
        <source>How alike they are on average; 1 is the same</source>
        <translation>两侧平均有多相似；1 表示相同</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>%1 alike</source>
        <translation>%1 相同</translation>
    </message>
    <message>
        <source>To its own person</source>
        <translation>与本人</translation>
    </message>
    <message>
        <source>To the closest other</source>
        <translation>与最接近的他人</translation>
    </message>
    <message>
        <source>How probable it is that the label is right, by the chosen method</source>
        <translation>按所选方法，标签正确的概率</translation>
    </message>
    <message>
        <source>Green: it speaks for the label.</source>
        <translation>绿色：支持该标签。</translation>
    </message>
    <message>
        <source>Red: it speaks against the label.</source>
        <translation>红色：不支持该标签。</translation>
    </message>
    <message>
        <source>A model errs here: is one of the labels wrong?</source>
        <translation>模型在此判断有误：是否有标签错了？</translation>
    </message>
</context>
<context>
    <name>likeness::pages::RobustnessTab</name>
    <message>
        <source>&amp;Attack</source>
        <translation>攻击(&amp;A)</translation>
    </message>
    <message>
        <source>Attack</source>
        <translation>攻击</translation>
    </message>
    <message>
        <source>FGSM and PGD</source>
        <translation>FGSM 和 PGD</translation>
    </message>
    <message>
        <source>FGSM takes one step along the sign of the gradient; PGD ten small ones from a random start, which is stronger and takes ten times as long (Alt+A)</source>
        <translation>FGSM 沿梯度符号走一步；PGD 从随机起点走十小步，攻击更强，耗时为十倍（Alt+A）</translation>
    </message>
    <message>
        <source>ε, of 255</source>
        <extracomment>How far an attack may change each pixel</extracomment>
        <translation>ε（共 255 级）</translation>
    </message>
    <message numerus="yes">
        <source>Change each pixel by at most %n grey level(s) (Space)</source>
        <translation>
            <numerusform>每个像素最多改变 %n 个灰度级（空格键）</numerusform>
        </translation>
    </message>
    <message>
        <source>ε = %1 of 255</source>
        <translation>ε = %1（共 255 级）</translation>
    </message>
    <message>
        <source>&amp;Pairs</source>
        <translation>配对数(&amp;P)</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>配对数</translation>
    </message>
    <message>
        <source>How many pairs are looked at, as many of each kind, evenly from all (Alt+P)</source>
        <translation>查看多少个配对；两类各半，从全部配对中均匀选取（Alt+P）</translation>
    </message>
    <message>
        <source>Change the pictures so that right decisions turn, and count how many do</source>
        <translation>更改图片使正确的判断翻转，并统计翻转的数量</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop the attack; what was found before stays</source>
        <translation>停止攻击；此前的结果会保留</translation>
    </message>
    <message>
        <source>What survived, by attack and strength</source>
        <translation>各攻击方法和强度下的存活情况</translation>
    </message>
    <message>
        <source>ε</source>
        <translation>ε</translation>
    </message>
    <message>
        <source>Survived</source>
        <translation>存活率</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 区间</translation>
    </message>
    <message>
        <source>Genuine, then rejected</source>
        <translation>同人，被拒绝</translation>
    </message>
    <message>
        <source>Impostors, then accepted</source>
        <translation>异人，被接受</translation>
    </message>
    <message>
        <source>Mean shift</source>
        <translation>平均偏移</translation>
    </message>
    <message>
        <source>Grey levels of 255 by which a pixel may change</source>
        <translation>像素可改变的灰度级数（共 255 级）</translation>
    </message>
    <message>
        <source>Of the pairs that were decided rightly, those that still are</source>
        <translation>原本判断正确的配对中，仍判断正确的比例</translation>
    </message>
    <message>
        <source>Genuine pairs that the attack turned, of those attacked, with the 95 % interval of their share</source>
        <translation>受攻击的同人配对中判断被翻转的数量，及其比例的 95 % 置信区间</translation>
    </message>
    <message>
        <source>Impostor pairs that the attack turned, of those attacked, with the 95 % interval of their share</source>
        <translation>受攻击的异人配对中判断被翻转的数量，及其比例的 95 % 置信区间</translation>
    </message>
    <message>
        <source>Of the similarity, towards the wrong side</source>
        <translation>相似度朝错误一侧的偏移</translation>
    </message>
    <message>
        <source>Survival by strength</source>
        <translation>各强度下的存活率</translation>
    </message>
    <message>
        <source>ε, grey levels of 255</source>
        <translation>ε，灰度级（共 255 级）</translation>
    </message>
    <message>
        <source>Survived, %</source>
        <translation>存活率，%</translation>
    </message>
    <message>
        <source>Open in Review</source>
        <translation>在“审阅”中打开</translation>
    </message>
    <message>
        <source>Look at the face that was changed on the Review page (Enter)</source>
        <translation>在“审阅”页查看被更改的人脸（Enter）</translation>
    </message>
    <message>
        <source>Examples of the attacks</source>
        <translation>攻击示例</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Nothing verified yet</source>
        <translation>尚未验证</translation>
    </message>
    <message>
        <source>Verify a model first; here you then see how many of its right decisions survive small changes of the pictures.</source>
        <translation>请先验证模型；随后可在此查看图片稍作改动后，仍有多少正确的判断得以保持。</translation>
    </message>
    <message>
        <source>Attacking the model</source>
        <translation>正在攻击模型</translation>
    </message>
    <message>
        <source>This model cannot be attacked: %1.</source>
        <extracomment>%1: the reason, in English</extracomment>
        <translation>无法攻击此模型：%1。</translation>
    </message>
    <message>
        <source>Not attacked yet</source>
        <translation>尚未攻击</translation>
    </message>
    <message>
        <source>An attack changes each pixel of the first picture of a pair by at most ε grey levels, which hardly anybody sees, so that the model decides wrongly. Choose how and how strongly above. What the model has to survive can be made a gate on the tab “Acceptance”.</source>
        <translation>攻击会将配对中第一张图片的每个像素最多改变 ε 个灰度级，肉眼几乎看不出，却使模型判断错误。请在上方选择攻击方法和强度。模型须经受住的攻击可在“验收”选项卡上设为验收标准。</translation>
    </message>
    <message>
        <source>%1 of %2 pairs were looked at, %3 genuine and %4 impostor; %5 are decided rightly at the threshold %6, and these are attacked. The first picture of each is changed by at most ε grey levels a pixel.</source>
        <translation>在 %2 个配对中查看了 %1 个，其中同人 %3 个，异人 %4 个；在阈值 %6 下判断正确的占 %5，对它们进行攻击。每个配对第一张图片的每个像素最多改变 ε 个灰度级。</translation>
    </message>
    <message>
        <source>Intervals (95 %) resample people.</source>
        <translation>置信区间（95 %）按人物重采样得出。</translation>
    </message>
    <message>
        <source>Intervals (95 %) are exact over pairs, and too narrow if people occur often.</source>
        <translation>置信区间（95 %）为按配对计算的精确区间，若人物反复出现则会偏窄。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>sentences</comment>
        <extracomment>Two sentences</extracomment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>%1 pairs hold the same picture twice; FGSM finds no direction there.</source>
        <translation>%1 个配对的两张图片相同；FGSM 在其中找不到方向。</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>pairs</comment>
        <extracomment>so many of all</extracomment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>count, interval</comment>
        <extracomment>How many of how many, and the 95 % interval of their share</extracomment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>not enough data</source>
        <translation>数据不足</translation>
    </message>
    <message>
        <source>Too few pairs were attacked: it takes %1 that the model decides rightly.</source>
        <translation>受攻击的配对太少：至少需要 %1 个模型判断正确的配对。</translation>
    </message>
    <message>
        <source>still right</source>
        <translation>仍正确</translation>
    </message>
    <message>
        <source>now rejected</source>
        <translation>现被拒绝</translation>
    </message>
    <message>
        <source>now accepted</source>
        <translation>现被接受</translation>
    </message>
    <message>
        <source>%1, ε = %2 · %3 · %4 → %5, %6</source>
        <extracomment>An attack and its strength, genuine or impostor, similarity before and after, what became of the decision</extracomment>
        <translation>%1，ε = %2 · %3 · %4 → %5，%6</translation>
    </message>
    <message>
        <source>genuine</source>
        <translation>同人</translation>
    </message>
    <message>
        <source>impostors</source>
        <translation>异人</translation>
    </message>
    <message>
        <source>%1 with %2</source>
        <extracomment>Two pictures that were compared</extracomment>
        <translation>%1 与 %2</translation>
    </message>
    <message>
        <source>Each: the picture, the changed picture, and the change, made visible (grey: none). Similarity before → after.</source>
        <translation>每个示例：原图、更改后的图片，以及放大显示的改动（灰色：无改动）。相似度：攻击前 → 攻击后。</translation>
    </message>
    <message>
        <source>No examples were kept of this attack.</source>
        <translation>这次攻击没有保存示例。</translation>
    </message>
    <message>
        <source>Examples. Their pictures were not kept; attack again to see them.</source>
        <translation>示例。其图片未保存；重新攻击即可查看。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::RunCompareDialog</name>
    <message>
        <source>AUC</source>
        <translation>AUC</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>TPR at FPR 1 %</source>
        <translation>FPR 1 % 时的 TPR</translation>
    </message>
    <message>
        <source>TPR at FPR 0.1 %</source>
        <translation>FPR 0.1 % 时的 TPR</translation>
    </message>
    <message>
        <source>DeLong’s test</source>
        <translation>DeLong 检验</translation>
    </message>
    <message>
        <source>McNemar’s exact test</source>
        <translation>McNemar 精确检验</translation>
    </message>
    <message>
        <source>Bootstrap of people</source>
        <translation>按人物自助法</translation>
    </message>
    <message>
        <source>Bootstrap of pairs</source>
        <translation>按图像对自助法</translation>
    </message>
    <message numerus="yes">
        <source>Compare %n runs</source>
        <translation>
            <numerusform>比较 %n 个训练任务</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, all on the same pairs of photographs. A difference counts when chance alone would hardly make it.</source>
        <translation>%1，全部使用相同的照片对。仅凭偶然几乎不会出现的差异才算数。</translation>
    </message>
    <message>
        <source>People that &amp;none of them has trained on</source>
        <translation>它们都没有用来训练的人物(&amp;N)</translation>
    </message>
    <message>
        <source>Faces that every one of these runs kept for verification</source>
        <translation>这些训练任务都留作验证的人脸</translation>
    </message>
    <message>
        <source>A verification &amp;pack</source>
        <translation>验证集(&amp;P)</translation>
    </message>
    <message>
        <source>A .bin file such as lfw.bin</source>
        <translation>.bin 文件，如 lfw.bin</translation>
    </message>
    <message>
        <source>A &amp;folder per person</source>
        <translation>每人一个文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>One folder of images for each person; pairs are drawn at random</source>
        <translation>每个人物一个图像文件夹；图像对随机抽取</translation>
    </message>
    <message>
        <source>Pack or folder</source>
        <translation>验证集或文件夹</translation>
    </message>
    <message>
        <source>The pack or the folder that holds the images</source>
        <translation>存放图像的验证包或文件夹</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>浏览(&amp;B)…</translation>
    </message>
    <message>
        <source>Choose the pack or the folder</source>
        <translation>选择验证包或文件夹</translation>
    </message>
    <message>
        <source>Images are &amp;aligned crops</source>
        <translation>图像是已对齐的裁剪图(&amp;A)</translation>
    </message>
    <message>
        <source>Otherwise faces are found and aligned first</source>
        <translation>否则先检测并对齐人脸</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>比较对象</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 区间</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>检验</translation>
    </message>
    <message>
        <source>How likely chance alone makes such a difference; corrected (Holm) when several runs are compared</source>
        <translation>仅凭偶然出现这种差异的可能性；比较多个训练任务时经 Holm 校正</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Score every pair by every run (Alt+C)</source>
        <translation>用每个训练任务为每一对打分（Alt+C）</translation>
    </message>
    <message>
        <source>Folder with one folder per person</source>
        <translation>每人一个子文件夹的文件夹</translation>
    </message>
    <message>
        <source>Verification pack</source>
        <translation>验证集</translation>
    </message>
    <message>
        <source>Packs (*.bin)</source>
        <translation>验证集 (*.bin)</translation>
    </message>
    <message>
        <source>The comparison did not come to an end; the window says why.</source>
        <translation>比较未能完成；窗口中说明了原因。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>File.bin</source>
        <translation>文件.bin</translation>
    </message>
    <message>
        <source>Comparing… the window’s last line says how far it is.</source>
        <translation>正在比较…进度见窗口最下方一行。</translation>
    </message>
    <message>
        <source>Comparing runs</source>
        <translation>正在比较训练任务</translation>
    </message>
    <message>
        <source>Another job is running.</source>
        <translation>另一项作业正在运行。</translation>
    </message>
    <message>
        <source>%1 and %2: too few people or pairs to tell.</source>
        <translation>%1 与 %2：人物或图像对太少，无法判断。</translation>
    </message>
    <message>
        <source>%1 and %2: no difference can be told with these %3 pairs (%4 %5, %6).</source>
        <translation>%1 与 %2：用这 %3 对图像看不出差异（%4 %5，%6）。</translation>
    </message>
    <message>
        <source>%1 is better than %2: %3 %4, %5.</source>
        <translation>%1 优于 %2：%3 %4，%5。</translation>
    </message>
    <message>
        <source>%1 is better than %2: %3 %4, 95 % interval %5 to %6, %7.</source>
        <comment>run, run, figure, difference, from, to, p</comment>
        <translation>%1 优于 %2：%3 %4，95 % 区间 %5 至 %6，%7。</translation>
    </message>
    <message numerus="yes">
        <source>%1 genuine and %2 impostor pairs of %n people.</source>
        <translation>
            <numerusform>%n 个人物的 %1 对同一人和 %2 对不同人。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 genuine and %2 impostor pairs; the pack does not say whose, so pairs count as independent.</source>
        <translation>%1 对同一人和 %2 对不同人；验证集未说明是谁，因此各对视为独立。</translation>
    </message>
    <message>
        <source>%1 (not enough pairs)</source>
        <translation>%1（图像对不足）</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>%1 − %2</source>
        <comment>difference of two runs</comment>
        <translation>%1 − %2</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %2: %n people are too few to say whether the difference is chance; it takes %3 or more.</source>
        <translation>
            <numerusform>%1 与 %2：%n 个人太少，无法判断差异是否出于偶然；至少需要 %3 个人。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::RunExport</name>
    <message>
        <source>Save the plots as &amp;PDF…</source>
        <translation>将图表存为 PDF(&amp;P)…</translation>
    </message>
    <message>
        <source>All plots as they are shown, on paper</source>
        <translation>按当前显示的全部图表，适合打印</translation>
    </message>
    <message>
        <source>Save the plots as P&amp;NG…</source>
        <translation>将图表存为 PNG(&amp;N)…</translation>
    </message>
    <message>
        <source>The same as one picture, 300 dots an inch</source>
        <translation>同样内容，存为一张图片，每英寸 300 点</translation>
    </message>
    <message>
        <source>Export the numbers as &amp;CSV…</source>
        <translation>将数值导出为 CSV(&amp;C)…</translation>
    </message>
    <message>
        <source>steps.csv and verifications.csv of every chosen run</source>
        <translation>每个所选训练任务的 steps.csv 和 verifications.csv</translation>
    </message>
    <message>
        <source>Folder for the tables</source>
        <translation>存放表格的文件夹</translation>
    </message>
    <message>
        <source>Export for &amp;TensorBoard…</source>
        <translation>导出到 TensorBoard(&amp;T)…</translation>
    </message>
    <message>
        <source>An event file of every chosen run</source>
        <translation>每个所选训练任务一个事件文件</translation>
    </message>
    <message>
        <source>Folder for the event files</source>
        <translation>存放事件文件的文件夹</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>训练任务</translation>
    </message>
    <message>
        <source>Save the plots</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
</context>
<context>
    <name>likeness::pages::RunListView</name>
    <message>
        <source>Filter the runs</source>
        <translation>筛选训练任务</translation>
    </message>
    <message>
        <source>Shows the runs whose name, state, network, version or computer holds all these words (/)</source>
        <translation>显示名称、状态、网络、版本或计算机中包含所有这些词的训练任务（/）</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>训练任务</translation>
    </message>
    <message>
        <source>Select several runs (Ctrl or Shift) to draw them over each other</source>
        <translation>选择多个训练任务（Ctrl 或 Shift）可叠加绘制</translation>
    </message>
</context>
<context>
    <name>likeness::pages::RunView</name>
    <message numerus="yes">
        <source>%n s</source>
        <translation>
            <numerusform>%n 秒</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <extracomment>hours and minutes</extracomment>
        <translation>%1 小时 %2 分钟</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Images/s</source>
        <translation>图像/秒</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Best AUC</source>
        <translation>最佳 AUC</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>%1 faces of %2 people</source>
        <translation>%2 个人物的 %1 张人脸</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>best AUC %1</source>
        <translation>最佳 AUC %1</translation>
    </message>
    <message>
        <source>Show the &amp;batch…</source>
        <translation>显示该批次(&amp;B)…</translation>
    </message>
    <message>
        <source>The faces that were being learned then (Alt+B)</source>
        <translation>当时正在学习的人脸（Alt+B）</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>训练步</translation>
    </message>
    <message>
        <source>Verifications</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Loss and speed, step by step (1)</source>
        <translation>逐步的损失和速度（1）</translation>
    </message>
    <message>
        <source>How well people are told apart, epoch by epoch (2)</source>
        <translation>逐轮的人物区分能力（2）</translation>
    </message>
    <message numerus="yes">
        <source>It happened %n times.</source>
        <translation>
            <numerusform>共发生 %n 次。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>title of a page: run, what the page shows</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>the training accuracy collapsed</source>
        <translation>训练准确率骤降</translation>
    </message>
    <message>
        <source>the loss became no number</source>
        <translation>损失变为非数值</translation>
    </message>
    <message>
        <source>Step %1: %2 again; training goes on.</source>
        <extracomment>a step, what went wrong</extracomment>
        <translation>第 %1 步：%2（再次）；训练继续进行。</translation>
    </message>
    <message>
        <source>Step %1: %2, and training stopped.</source>
        <translation>第 %1 步：%2，训练已停止。</translation>
    </message>
    <message>
        <source>Step %1: %2; training went back to step %3 with the learning rate halved.</source>
        <extracomment>a step, what went wrong, another step</extracomment>
        <translation>第 %1 步：%2；训练退回到第 %3 步，学习率减半。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::RunsModel</name>
    <message>
        <source>Not started</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>训练任务</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Best AUC</source>
        <translation>最佳 AUC</translation>
    </message>
    <message>
        <source>Network and head</source>
        <translation>网络与分类头</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>创建时间</translation>
    </message>
    <message numerus="yes">
        <source>%n s ago</source>
        <translation>
            <numerusform>%n 秒前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n 分钟前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n 小时前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n 天前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <translation>
            <numerusform>%n 秒</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <extracomment>hours and minutes</extracomment>
        <translation>%1 小时 %2 分钟</translation>
    </message>
    <message>
        <source>Not reachable</source>
        <translation>无法访问</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>computer, how long ago</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Of the verification with the best AUC</source>
        <translation>AUC 最佳的那次验证</translation>
    </message>
    <message>
        <source>Where a followed run, or one that another program trains, is trained; and when it was heard of last</source>
        <translation>被跟踪的训练任务，或由其他程序训练的任务，在哪里训练；以及最近一次消息的时间</translation>
    </message>
    <message>
        <source>EER</source>
        <translation>EER</translation>
    </message>
    <message>
        <source>d′</source>
        <translation>d′</translation>
    </message>
    <message>
        <source>Images/s</source>
        <translation>图像/秒</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Dataset version</source>
        <translation>数据集版本</translation>
    </message>
    <message>
        <source>Forked from</source>
        <translation>分支自</translation>
    </message>
    <message>
        <source>Trained elsewhere</source>
        <translation>在别处训练</translation>
    </message>
</context>
<context>
    <name>likeness::pages::SlicesModel</name>
    <message>
        <source>%1 (%2)</source>
        <extracomment>A figure and its 95 % interval</extracomment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>brightness</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>sharpness</source>
        <translation>清晰度</translation>
    </message>
    <message>
        <source>yaw</source>
        <extracomment>How far a head is turned</extracomment>
        <translation>偏航角</translation>
    </message>
    <message>
        <source>age gap</source>
        <extracomment>Years between two photographs</extracomment>
        <translation>年龄差</translation>
    </message>
    <message>
        <source>%1 years</source>
        <translation>%1 年</translation>
    </message>
    <message>
        <source>%1°</source>
        <translation>%1°</translation>
    </message>
    <message>
        <source>under %1</source>
        <translation>小于 %1</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>numbers</comment>
        <extracomment>A range of a number; the upper end does not belong to it</extracomment>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>%1 or more</source>
        <translation>%1 及以上</translation>
    </message>
    <message>
        <source>fewer than two values have enough data to be compared</source>
        <translation>数据充足的取值不足两个，无法比较</translation>
    </message>
    <message>
        <source>from “%1” to “%2”</source>
        <extracomment>Between which two values of an attribute the accuracy differs most</extracomment>
        <translation>从“%1”到“%2”</translation>
    </message>
    <message>
        <source>p = %1</source>
        <translation>p = %1</translation>
    </message>
    <message>
        <source>every image has a value</source>
        <translation>每张图片都有取值</translation>
    </message>
    <message>
        <source>%1 of %2 images without a value</source>
        <translation>%2 张图片中 %1 张没有取值</translation>
    </message>
    <message>
        <source>%1 pairs left out without a value</source>
        <translation>%1 个配对因没有取值而未计入</translation>
    </message>
    <message>
        <source>%1 left out whose two images have different values</source>
        <translation>%1 个因两张图片取值不同而未计入</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>An attribute, and what was found of it</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 genuine and %2 impostor pairs</source>
        <translation>%1 个同人配对和 %2 个异人配对</translation>
    </message>
    <message>
        <source>no interval</source>
        <translation>无置信区间</translation>
    </message>
    <message>
        <source>95 %: %1</source>
        <translation>95 %：%1</translation>
    </message>
    <message>
        <source>not enough data: it takes 10 false accepts at this rate, 30 pairs of each kind and 5 people</source>
        <translation>数据不足：在此比率下需要 10 次误识，两类配对各 30 个，以及 5 个人物</translation>
    </message>
    <message>
        <source>not enough data: it takes 30 pairs of each kind and 5 people</source>
        <translation>数据不足：需要两类配对各 30 个，以及 5 个人物</translation>
    </message>
    <message>
        <source>all pairs</source>
        <translation>全部配对</translation>
    </message>
    <message>
        <source>not enough data</source>
        <translation>数据不足</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>子集</translation>
    </message>
    <message>
        <source>Pairs of which both images have this value</source>
        <translation>两张图片都为此取值的配对</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>配对数</translation>
    </message>
    <message>
        <source>Genuine and impostor pairs of the slice</source>
        <translation>该子集的同人配对和异人配对</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>People in the pairs of the slice</source>
        <translation>该子集的配对中的人物</translation>
    </message>
    <message>
        <source>Accuracy, 95 % interval</source>
        <translation>准确率，95 % 区间</translation>
    </message>
    <message>
        <source>The accuracy and its interval; the line is the accuracy of all pairs</source>
        <translation>准确率及其置信区间；线为全部配对的准确率</translation>
    </message>
    <message>
        <source>FNMR</source>
        <translation>FNMR</translation>
    </message>
    <message>
        <source>FMR</source>
        <translation>FMR</translation>
    </message>
    <message>
        <source>TPR at %1</source>
        <extracomment>Column: true-positive rate at this false-positive rate</extracomment>
        <translation>TPR @ %1</translation>
    </message>
    <message>
        <source>True-positive rate at this false-positive rate among the slice’s own impostors</source>
        <translation>以该子集自身的异人配对计，在此误识率下的真阳性率</translation>
    </message>
    <message>
        <source>Threshold needed</source>
        <translation>所需阈值</translation>
    </message>
    <message>
        <source>The smallest threshold (cosine) that keeps a false match rate of %1 on the slice</source>
        <translation>在该子集上将误识率保持在 %1 以内的最小阈值（余弦）</translation>
    </message>
    <message>
        <source>variant</source>
        <extracomment>What the pictures of a harder set were made to look like</extracomment>
        <translation>变体</translation>
    </message>
    <message>
        <source>level</source>
        <extracomment>How hard the pairs of a harder set are: easy, medium or hard</extracomment>
        <translation>难度</translation>
    </message>
    <message>
        <source>original</source>
        <extracomment>Pictures as they are, beside variants of them</extracomment>
        <translation>原图</translation>
    </message>
    <message>
        <source>mask</source>
        <extracomment>Pictures onto which a mask was drawn</extracomment>
        <translation>口罩</translation>
    </message>
    <message>
        <source>turned head</source>
        <extracomment>Pictures on which the head was turned</extracomment>
        <translation>转头</translation>
    </message>
    <message>
        <source>low resolution</source>
        <extracomment>Pictures that were made coarse</extracomment>
        <translation>低分辨率</translation>
    </message>
    <message>
        <source>difficult light</source>
        <extracomment>Pictures whose light was made difficult</extracomment>
        <translation>困难光照</translation>
    </message>
    <message>
        <source>easy</source>
        <extracomment>Pairs</extracomment>
        <translation>容易</translation>
    </message>
    <message>
        <source>medium</source>
        <extracomment>Pairs</extracomment>
        <translation>中等</translation>
    </message>
    <message>
        <source>hard</source>
        <extracomment>Pairs</extracomment>
        <translation>困难</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) without enough data may be worse</source>
        <extracomment>Values of an attribute that are not part of the gap</extracomment>
        <translation>
            <numerusform>%n 个数据不足的取值可能更差</numerusform>
        </translation>
    </message>
    <message>
        <source>1 − (FNMR + FMR) / 2 at the overall threshold %1: each kind of pair counts half</source>
        <translation>总体阈值 %1 下的 1 − (FNMR + FMR) / 2：两类配对各占一半</translation>
    </message>
    <message>
        <source>Share of the genuine pairs that the operating threshold %1 of the whole set rejects</source>
        <translation>整个验证集的工作阈值 %1 所拒绝的同人配对比例</translation>
    </message>
    <message>
        <source>Share of the impostor pairs that the operating threshold %1 of the whole set accepts</source>
        <translation>整个验证集的工作阈值 %1 所接受的异人配对比例</translation>
    </message>
    <message>
        <source>gap %1 points</source>
        <extracomment>The difference in accuracy between the best and the worst value of an attribute, in percentage points</extracomment>
        <translation>差距 %1 个百分点</translation>
    </message>
</context>
<context>
    <name>likeness::pages::SlicesTab</name>
    <message>
        <source>Load attributes…</source>
        <translation>从文件读取属性…</translation>
    </message>
    <message>
        <source>A CSV with a column “path” and a column for each attribute of the images (mask, age, camera …), or one with the columns pair, attribute, value</source>
        <translation>CSV 文件，含“path”列以及图片的每个属性（口罩、年龄、相机等）各一列；或含 pair、attribute、value 三列</translation>
    </message>
    <message>
        <source>The set’s own slices</source>
        <translation>验证集自带的子集</translation>
    </message>
    <message>
        <source>Measure the images</source>
        <translation>测量图片</translation>
    </message>
    <message>
        <source>By quality, brightness, sharpness and how far the head is turned, measured of every image of the set</source>
        <translation>按质量、亮度、清晰度和头部转动角度划分，对验证集的每张图片进行测量</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Leave the attribute out of the table and of reports</source>
        <translation>将该属性从表格和报告中移除</translation>
    </message>
    <message>
        <source>Show the errors</source>
        <translation>显示错误</translation>
    </message>
    <message>
        <source>The pairs of the slice that are judged wrongly, as pictures; Enter does the same</source>
        <translation>以图片显示该子集中判断错误的配对；也可按 Enter</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop measuring</source>
        <translation>停止测量</translation>
    </message>
    <message>
        <source>Attributes of the images</source>
        <translation>图片的属性</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt)</source>
        <translation>表格 (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>Slices by attribute, the largest gap first</source>
        <translation>按属性列出的子集，差距最大的排在最前</translation>
    </message>
    <message>
        <source>Nothing verified yet</source>
        <translation>尚未验证</translation>
    </message>
    <message>
        <source>Verify a model first; here you then see on which parts of the set it does worse.</source>
        <translation>请先验证模型；随后可在此查看它在验证集的哪些部分表现较差。</translation>
    </message>
    <message>
        <source>No slices yet</source>
        <translation>还没有子集</translation>
    </message>
    <message>
        <source>A slice is the part of the pairs whose images share a value: with a mask, from one camera, of an age. Give a CSV with the column “path” and one for each attribute, or have quality, brightness, sharpness and pose measured of the images. Accuracies, error rates and the thresholds that each slice would need are then compared here, the largest gap first.</source>
        <translation>子集是图片取值相同的那部分配对：戴口罩、来自同一相机、处于同一年龄段。请提供含“path”列以及每个属性各一列的 CSV 文件，或测量图片的质量、亮度、清晰度和姿态。随后将在此比较各子集的准确率、错误率和所需阈值，差距最大的排在最前。</translation>
    </message>
    <message>
        <source>Use the set’s own slices</source>
        <translation>使用验证集自带的子集</translation>
    </message>
    <message>
        <source>There are too few people for intervals.</source>
        <translation>人物太少，无法给出置信区间。</translation>
    </message>
    <message>
        <source>Intervals (95 %) resample people.</source>
        <translation>置信区间（95 %）按人物重采样得出。</translation>
    </message>
    <message>
        <source>Intervals (95 %) resample pairs, and are too narrow if people occur often.</source>
        <translation>置信区间（95 %）按配对重采样得出，若人物反复出现则会偏窄。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>sentences</comment>
        <extracomment>Two sentences</extracomment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>Left out for having more than %1 different values: %2.</source>
        <translation>因取值超过 %1 种而未采用：%2。</translation>
    </message>
    <message>
        <source>Measuring the images</source>
        <translation>正在测量图片</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>These slices were measured elsewhere and do not say which pairs are theirs. Measure them here to see their errors.</source>
        <translation>这些子集是在别处测量的，未说明包含哪些配对。请在此测量以查看其错误。</translation>
    </message>
    <message>
        <source>No pair of this slice is judged wrongly at the threshold %1.</source>
        <translation>在阈值 %1 下，该子集没有判断错误的配对。</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n error(s) at the threshold %2</source>
        <translation>
            <numerusform>%1，阈值 %2 下 %n 个错误</numerusform>
        </translation>
    </message>
    <message>
        <source>By %1, which lies with the set (%2)</source>
        <extracomment>The key for it</extracomment>
        <translation>按随验证集提供的 %1 划分（%2）</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Accuracy at the overall threshold %1; FNMR and FMR at the operating threshold %3 of the whole set, which keeps a false match rate of %2 there. The threshold that a slice needs keeps it on the slice.</source>
        <translation>准确率取总体阈值 %1；FNMR 与 FMR 取整个验证集的工作阈值 %3，该阈值使总体误识率不超过 %2。子集所需阈值指在该子集上保持同一误识率的阈值。</translation>
    </message>
    <message>
        <source>p of a gap is corrected for the %1 attributes (Holm).</source>
        <translation>差距的 p 值已按 %1 个属性校正（Holm）。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::SplitsDialog</name>
    <message>
        <source>Divide people</source>
        <translation>划分人物</translation>
    </message>
    <message>
        <source>A person is on one side with all their pictures, and stays there when data is added. Runs train on the first side and verify on the second; the third takes part in none.</source>
        <translation>每个人连同其全部图片只属于一侧，添加数据后也不会改变。训练任务用第一侧训练、用第二侧验证；第三侧不参与任何训练任务。</translation>
    </message>
    <message>
        <source> %</source>
        <comment>percent, after a number</comment>
        <translation> %</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>&amp;Validation</source>
        <translation>验证(&amp;V)</translation>
    </message>
    <message>
        <source>T&amp;est</source>
        <translation>测试(&amp;E)</translation>
    </message>
    <message>
        <source>The same seed and the same people give the same sides on every machine</source>
        <translation>相同的种子和相同的人物在任何机器上得到相同的划分</translation>
    </message>
    <message>
        <source>&amp;Seed</source>
        <translation>种子(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Divide everybody anew</source>
        <translation>重新划分所有人(&amp;D)</translation>
    </message>
    <message>
        <source>Otherwise only people without a side get one. Figures of runs before and after are then not comparable.</source>
        <translation>否则只为尚未划分的人分配。重新划分后，前后训练任务的数据不可比较。</translation>
    </message>
    <message>
        <source>Divide</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percent</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Nobody is divided yet: each run keeps a share of the people for verification.</source>
        <translation>尚未划分：每个训练任务各自留出一部分人用于验证。</translation>
    </message>
    <message>
        <source>Train %L1 people · validation %L2 · test %L3</source>
        <translation>训练 %L1 人 · 验证 %L2 · 测试 %L3</translation>
    </message>
    <message numerus="yes">
        <source>%n new person(s) without a side</source>
        <translation>
            <numerusform>%n 个新人尚未划分</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with too few faces</source>
        <translation>
            <numerusform>%n 人的人脸太少</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::SpotCard</name>
    <message>
        <source>Spot check</source>
        <translation>抽查</translation>
    </message>
    <message>
        <source>Look at some random labels to learn how many of all are wrong: R right, W wrong, C cannot say.</source>
        <translation>查看随机抽取的标签，以了解全部标签中有多少错误：R 正确，W 错误，C 无法判断。</translation>
    </message>
    <message>
        <source>Wrong labels accepted:</source>
        <translation>可接受的错误标签比例：</translation>
    </message>
    <message>
        <source> %</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Faces to look at:</source>
        <translation>抽查人脸数：</translation>
    </message>
    <message>
        <source>Draw a sample</source>
        <translation>抽样</translation>
    </message>
    <message>
        <source>%1 faces accept %2 if none is wrong, %3 if one is, %4 if two are (95 % confidence).</source>
        <translation>若无错误，查看 %1 张即可接受 %2；有一个错误需 %3 张，两个需 %4 张（95% 置信度）。</translation>
    </message>
    <message numerus="yes">
        <source>Start: %n face(s)</source>
        <translation>
            <numerusform>开始：%n 张</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Go on: %n left</source>
        <translation>
            <numerusform>继续：剩余 %n 张</numerusform>
        </translation>
    </message>
    <message>
        <source>Draw a new sample</source>
        <translation>重新抽样</translation>
    </message>
    <message>
        <source>Accepted: at most %1 of the labels are wrong.</source>
        <translation>接受：错误标签至多 %1。</translation>
    </message>
    <message>
        <source>Rejected: at least %1 of the labels are wrong.</source>
        <translation>拒绝：错误标签至少 %1。</translation>
    </message>
    <message numerus="yes">
        <source>Not decided yet: about %n more face(s) at the present rate.</source>
        <translation>
            <numerusform>尚未判定：按目前比例还需约 %n 张。</numerusform>
        </translation>
    </message>
    <message>
        <source>Not decided yet: the rate is the accepted share itself.</source>
        <translation>尚未判定：比例恰为可接受的比例。</translation>
    </message>
    <message numerus="yes">
        <source>%1 wrong of %n looked at: %2, 95 % interval %3 to %4; %5 accepted.</source>
        <translation>
            <numerusform>查看 %n 张，错误 %1 张：%2，95% 区间 %3 至 %4；可接受 %5。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2</source>
        <extracomment>Two sentences about a sample</extracomment>
        <translation>%1 %2</translation>
    </message>
    <message numerus="yes">
        <source>%n could not be said and count in neither.</source>
        <translation>
            <numerusform>%n 张无法判断，不计入。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n label(s) have to be looked at to accept %1.</source>
        <translation>
            <numerusform>要接受 %1，需要查看全部 %n 个标签。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::StartPage</name>
    <message>
        <source>Face datasets one can trust</source>
        <translation>值得信赖的人脸数据集</translation>
    </message>
    <message>
        <source>Open a folder that holds one folder of photographs per person; Likeness finds and aligns every face.</source>
        <translation>打开一个文件夹，其中每个人物的照片各占一个子文件夹；Likeness 会找出并对齐每张人脸。</translation>
    </message>
    <message>
        <source>It then shows you the labels that look wrong, worst first, and you decide each with one key.</source>
        <translation>随后列出疑似有误的标签，最可疑的排在最前，每一个只需按一个键即可决定。</translation>
    </message>
    <message>
        <source>From the cleaned dataset you train a recognition model, verify it, and keep the report.</source>
        <translation>用清理后的数据集训练识别模型、加以验证，并保存报告。</translation>
    </message>
    <message>
        <source>Open a folder of faces…</source>
        <translation>打开人脸文件夹…</translation>
    </message>
    <message>
        <source>New demo project…</source>
        <translation>新建演示项目…</translation>
    </message>
    <message>
        <source>480 drawn faces of 40 people who do not exist, with 24 wrong labels to find</source>
        <translation>40 个虚构人物的 480 张绘制人脸，含 24 个待查找的错误标签</translation>
    </message>
    <message>
        <source>Open a project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>%1   in %2</source>
        <extracomment>A recent project: its name, and the folder it lies in</extracomment>
        <translation>%1   位于 %2</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
</context>
<context>
    <name>likeness::pages::StepPlots</name>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Training accuracy</source>
        <translation>训练准确率</translation>
    </message>
    <message>
        <source>Share right</source>
        <translation>正确比例</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>Images per second</source>
        <translation>每秒图像数</translation>
    </message>
    <message>
        <source>Images/s</source>
        <translation>图像/秒</translation>
    </message>
    <message>
        <source>Memory of the device</source>
        <translation>设备内存</translation>
    </message>
    <message>
        <source>MiB</source>
        <translation>MiB</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>No step yet</source>
        <translation>尚未开始训练步</translation>
    </message>
    <message>
        <source>This run does not say</source>
        <translation>该训练任务没有记录</translation>
    </message>
</context>
<context>
    <name>likeness::pages::ThresholdTab</name>
    <message>
        <source>%1 %2</source>
        <comment>sentences</comment>
        <extracomment>Two sentences</extracomment>
        <translation>%1%2</translation>
    </message>
    <message numerus="yes">
        <source>Not enough data: at this rate %1 impostor pairs allow %n false accept(s), and it takes 10. The smallest rate that these pairs support is %2.</source>
        <translation>
            <numerusform>数据不足：在此比率下，%1 个异人配对只允许 %n 次误识，而至少需要 10 次。这些配对支持的最低比率为 %2。</numerusform>
        </translation>
    </message>
    <message>
        <source>The rate lies beyond the data: the threshold is above every impostor pair, and all that is known of its false match rate is that it is below %1 (95 %, were the pairs independent).</source>
        <translation>该比率超出了数据范围：阈值高于所有异人配对，只能得知其误识率低于 %1（95 %，假设配对相互独立）。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>attribute, value</comment>
        <extracomment>An attribute and one of its values</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>“%1” is let in too often: its false match rate is %2 (%3), above the target.</source>
        <translation>“%1”被放行得过多：其误识率为 %2（%3），高于目标。</translation>
    </message>
    <message>
        <source>It needs the threshold %1.</source>
        <translation>它需要的阈值为 %1。</translation>
    </message>
    <message>
        <source>It needs the threshold %1, as far as so few pairs can tell.</source>
        <translation>它需要的阈值约为 %1（配对太少，仅供参考）。</translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) hold too few impostor pairs to be checked at this rate.</source>
        <translation>
            <numerusform>有 %n 个子集的异人配对太少，无法在此比率下检查。</numerusform>
        </translation>
    </message>
    <message>
        <source>The set does not say whose its images are, so the pairs count as independent and the intervals are too narrow.</source>
        <translation>验证集未说明图片属于谁，因此配对视为相互独立，置信区间偏窄。</translation>
    </message>
    <message>
        <source>The pairs are of only %1 people; below %2 the intervals are too narrow, and below %3 there are none.</source>
        <translation>这些配对仅来自 %1 个人物；少于 %2 个时置信区间偏窄，少于 %3 个时没有置信区间。</translation>
    </message>
    <message>
        <source>Accept from this similarity up (cosine)</source>
        <translation>相似度（余弦）达到此值即接受</translation>
    </message>
    <message>
        <source>Use this threshold</source>
        <translation>使用此阈值</translation>
    </message>
    <message>
        <source>Show its errors, and count errors by it on the other tabs</source>
        <translation>显示其错误，并在其他选项卡上按此阈值统计错误</translation>
    </message>
    <message>
        <source>Use the smallest rate that the data supports</source>
        <translation>使用数据支持的最低比率</translation>
    </message>
    <message>
        <source>Nothing verified yet</source>
        <translation>尚未验证</translation>
    </message>
    <message>
        <source>Verify a model first; here you then find the threshold for as many strangers as may be let in, and what it costs.</source>
        <translation>请先验证模型；随后可在此按允许放行的陌生人比例查找阈值，并了解其代价。</translation>
    </message>
    <message>
        <source>&amp;False match rate, at most</source>
        <translation>误识率上限(&amp;F)</translation>
    </message>
    <message>
        <source>The share of strangers’ attempts that may be accepted: 1e-4 is one in 10,000 (Up and Down change it)</source>
        <translation>陌生人的尝试中可被接受的比例：1e-4 即万分之一（按 Up、Down 调节）</translation>
    </message>
    <message>
        <source>Strangers’ &amp;attempts a day</source>
        <translation>每日陌生人尝试次数(&amp;A)</translation>
    </message>
    <message>
        <source>How often somebody tries who is not whom they are compared with</source>
        <translation>尝试者并非其比对对象的次数</translation>
    </message>
    <message>
        <source>&amp;People compared with</source>
        <translation>比对人数(&amp;P)</translation>
    </message>
    <message>
        <source>1: each attempt is compared with one person (verification). More: with everyone in a gallery of so many (identification).</source>
        <translation>1：每次尝试与一个人比对（1:1 验证）。大于 1：与相应规模的图库中的每个人比对（1:N 识别）。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>field, problem</comment>
        <extracomment>A field&apos;s name and what is wrong with what was typed</extracomment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>interval follows …</source>
        <translation>正在计算置信区间…</translation>
    </message>
    <message>
        <source>no interval</source>
        <translation>无置信区间</translation>
    </message>
    <message>
        <source>95 %: %1</source>
        <translation>95 %：%1</translation>
    </message>
    <message>
        <source>%1 · not enough data</source>
        <extracomment>Beside a threshold: its interval, and that it cannot be relied on</extracomment>
        <translation>%1 · 数据不足</translation>
    </message>
    <message>
        <source>Of %1 strangers’ attempts a day, each compared with %2 people, some %3 are let in (%4).</source>
        <translation>每天 %1 次陌生人尝试，每次与 %2 个人比对，约有 %3 次被放行（%4）。</translation>
    </message>
    <message>
        <source>Of %1 strangers’ attempts a day some %2 are let in (%3).</source>
        <translation>每天 %1 次陌生人尝试中，约有 %2 次被放行（%3）。</translation>
    </message>
    <message numerus="yes">
        <source>That is one in about %n day(s).</source>
        <translation>
            <numerusform>即约每 %n 天一次。</numerusform>
        </translation>
    </message>
    <message>
        <source>Of the people’s own attempts %1 are turned away (FNMR, %2). On these pairs %3 of %4 impostors are accepted: a false match rate of %5 (%6).</source>
        <translation>本人的尝试中有 %1 被拒绝（漏识率 FNMR，%2）。在这些配对中，%4 个异人配对有 %3 个被接受：误识率 %5（%6）。</translation>
    </message>
    <message>
        <source>From %1 genuine and %2 impostor pairs.</source>
        <translation>依据 %1 个同人配对和 %2 个异人配对。</translation>
    </message>
    <message>
        <source>The slices were measured elsewhere and do not say which pairs are theirs, so they are not checked. Measure them on the Slices tab.</source>
        <translation>这些子集是在别处测量的，未说明包含哪些配对，因此未作检查。请在“子集”选项卡上测量。</translation>
    </message>
    <message>
        <source>This threshold is in use</source>
        <translation>正在使用此阈值</translation>
    </message>
    <message>
        <source>Ask for %1</source>
        <translation>改为 %1</translation>
    </message>
    <message>
        <source>The smallest false match rate that these pairs support</source>
        <translation>这些配对支持的最低误识率</translation>
    </message>
    <message>
        <source>The rate lies beyond the data: the threshold is above every impostor pair, and all that is known of its false match rate is that it is below %1 (95 %).</source>
        <translation>该误识率超出数据范围：阈值高于所有异人配对，仅能确定其误识率低于 %1（95 %）。</translation>
    </message>
    <message>
        <source>Of %1 strangers’ attempts a day no more than %2 are let in (95 %).</source>
        <translation>每天 %1 次陌生人尝试中，误放至多 %2 次（95 %）。</translation>
    </message>
    <message>
        <source>Intervals (95 %) resample the %1 people %2 times.</source>
        <translation>置信区间（95 %）对 %1 人重采样 %2 次。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::TrainPage</name>
    <message>
        <source>%1 has finished.</source>
        <translation>%1 已完成。</translation>
    </message>
    <message>
        <source>%1 has stopped; it can go on from its checkpoint.</source>
        <translation>%1 已停止，可从检查点继续。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>what a button does, its key</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>New run…</source>
        <translation>新建训练…</translation>
    </message>
    <message>
        <source>Choose data, model and training, check, start</source>
        <translation>选择数据、模型和训练参数，检查后开始</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stand still before the next batch</source>
        <translation>在下一批之前暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on: a paused run at once, a stopped one from its checkpoint</source>
        <translation>继续训练：已暂停的立即继续，已停止的从检查点继续</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Write a checkpoint and stop</source>
        <translation>写入检查点并停止</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Verify the run on its validation people and open the report</source>
        <translation>用该训练任务的验证人物进行验证，并打开报告</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>A run trains on the faces of a project.</source>
        <translation>训练任务使用项目中的人脸进行训练。</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>还没有训练任务</translation>
    </message>
    <message>
        <source>A run trains a recognition model on the dataset as it is now. The wizard finds what would go wrong before it starts.</source>
        <translation>训练任务用数据集的当前状态训练识别模型。向导会在开始之前找出可能出现的问题。</translation>
    </message>
    <message numerus="yes">
        <source>%n runs over each other</source>
        <translation>
            <numerusform>叠加显示 %n 个训练任务</numerusform>
        </translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>Pausing after this batch…</source>
        <translation>将在本批结束后暂停…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping; writing the checkpoint…</source>
        <translation>正在停止并写入检查点…</translation>
    </message>
    <message>
        <source>Preparing the run</source>
        <translation>正在准备训练任务</translation>
    </message>
    <message>
        <source>Another job is running. Start the run when it has ended.</source>
        <translation>另一项作业正在运行。请待其结束后再开始训练。</translation>
    </message>
    <message>
        <source>Making the report</source>
        <translation>正在生成报告</translation>
    </message>
    <message>
        <source>Report written: %1</source>
        <translation>报告已写入：%1</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>比较…</translation>
    </message>
    <message>
        <source>Say whether the chosen runs differ, on the same pairs</source>
        <translation>在相同的图像对上判断所选训练任务是否有差异</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>&amp;Follow a folder…</source>
        <translation>跟踪文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>List the runs of a folder on a share or in a copy, and watch them as they go</source>
        <translation>列出共享或副本中某个文件夹的训练任务，并随时观察其进展</translation>
    </message>
    <message>
        <source>S&amp;top following</source>
        <translation>停止跟踪(&amp;T)</translation>
    </message>
    <message>
        <source>Do not list the runs of that folder any more; the folder stays as it is</source>
        <translation>不再列出该文件夹的训练任务；文件夹保持原样</translation>
    </message>
    <message>
        <source>%1 cannot be reached now; the list shows what was last known.</source>
        <translation>目前无法访问 %1；列表显示最后已知的情况。</translation>
    </message>
    <message>
        <source>Followed in %1, trained on %2; last news %3.</source>
        <comment>folder, computer, how long ago</comment>
        <translation>跟踪自 %1，在 %2 上训练；最近消息：%3。</translation>
    </message>
    <message>
        <source>Another program trains this run; last news %1.</source>
        <translation>另一个程序正在训练此任务；最近消息：%1。</translation>
    </message>
    <message numerus="yes">
        <source>The first %1 of %n runs over each other</source>
        <translation>
            <numerusform>叠加显示 %n 个训练任务中的前 %1 个</numerusform>
        </translation>
    </message>
    <message>
        <source>A run, or a folder of runs, to follow</source>
        <translation>要跟踪的训练任务或其文件夹</translation>
    </message>
    <message>
        <source>Export as &amp;ONNX…</source>
        <translation>导出为 ONNX(&amp;O)…</translation>
    </message>
    <message>
        <source>The run&apos;s model for other programs; it is compared with the model before it is kept</source>
        <translation>供其他程序使用的训练模型；写出的文件先与模型比较，一致才会保留</translation>
    </message>
    <message>
        <source>Export the model</source>
        <translation>导出模型</translation>
    </message>
    <message>
        <source>ONNX model (*.onnx)</source>
        <translation>ONNX 模型 (*.onnx)</translation>
    </message>
    <message>
        <source>Exporting the model</source>
        <translation>正在导出模型</translation>
    </message>
    <message>
        <source>%1 is written: its embeddings differ from the model&apos;s by %2 at most.</source>
        <translation>已写出 %1：其特征向量与模型的差异最大为 %2。</translation>
    </message>
    <message>
        <source>For&amp;k…</source>
        <translation>分叉(&amp;K)…</translation>
    </message>
    <message>
        <source>A new run that goes on from this one&apos;s last checkpoint with other settings</source>
        <translation>从此训练的最近检查点以其他设置继续的新训练</translation>
    </message>
    <message>
        <source>Fork of %1</source>
        <extracomment>name of a run</extracomment>
        <translation>%1 的分叉</translation>
    </message>
    <message>
        <source>Co&amp;lumns</source>
        <translation>列(&amp;L)</translation>
    </message>
    <message>
        <source>Fork, export, follow other folders (M)</source>
        <translation>分叉、导出、跟踪其他文件夹（M）</translation>
    </message>
    <message>
        <source>%1 has no runs of its own yet; they are listed once there are some.</source>
        <comment>a folder</comment>
        <translation>%1 中还没有属于它的训练；出现后会自动列出。</translation>
    </message>
    <message>
        <source>Reading the run…</source>
        <translation>正在读取训练…</translation>
    </message>
    <message>
        <source>Show the &amp;run’s folder</source>
        <translation>打开训练任务的文件夹(&amp;R)</translation>
    </message>
    <message>
        <source>run.json with its settings, metrics.jsonl with its events, the model and the checkpoints</source>
        <translation>其中有设置 run.json、事件 metrics.jsonl、模型和检查点</translation>
    </message>
</context>
<context>
    <name>likeness::pages::TrainWizard</name>
    <message>
        <source>New run</source>
        <translation>新建训练</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <comment>number and name of a step</comment>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>&amp;Load settings…</source>
        <translation>载入设置(&amp;L)…</translation>
    </message>
    <message>
        <source>&amp;Save settings…</source>
        <translation>保存设置(&amp;S)…</translation>
    </message>
    <message>
        <source>From a run.json: of the command line, of another run, or saved here</source>
        <translation>从 run.json：命令行的、另一次训练的，或在此保存的</translation>
    </message>
    <message>
        <source>As a run.json, which the command line trains with: train --config</source>
        <translation>存为 run.json，命令行可用它训练：train --config</translation>
    </message>
    <message>
        <source>Settings of a run (*.json);;All files (*)</source>
        <translation>训练设置 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Load settings</source>
        <translation>载入设置</translation>
    </message>
    <message>
        <source>Save settings</source>
        <translation>保存设置</translation>
    </message>
    <message>
        <source>Discard what you have entered?</source>
        <translation>要放弃已输入的内容吗？</translation>
    </message>
    <message>
        <source>No run has been started; the settings would be lost.</source>
        <translation>尚未开始训练；这些设置将会丢失。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::UsualGatesDialog</name>
    <message>
        <source>The usual gates</source>
        <translation>常用验收标准</translation>
    </message>
    <message>
        <source>What is often asked of a model. Choose those that count in this project; each can be changed or removed afterwards, and undone.</source>
        <translation>对模型的常见要求。请选择本项目采用的标准；之后每项都可更改或移除，也可撤销。</translation>
    </message>
    <message>
        <source>%1 – there already, as %2</source>
        <extracomment>A gate, and the bound that is in force instead</extracomment>
        <translation>%1 – 已有：%2</translation>
    </message>
    <message>
        <source>Add to project</source>
        <translation>启用</translation>
    </message>
</context>
<context>
    <name>likeness::pages::VerificationList</name>
    <message>
        <source>Verifications</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>What is verified while a project is open is kept here.</source>
        <translation>项目打开期间所做的验证会保存在这里。</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>AUC %1, %2 pairs</source>
        <extracomment>AUC and number of pairs of a verification, in a narrow list</extracomment>
        <translation>AUC %1，%2 个配对</translation>
    </message>
    <message>
        <source>%1
On %2, %3 pairs
Accuracy %4, AUC %5, EER %6
%7
Enter opens it, Del removes it</source>
        <comment>title, set, number of pairs, figures, date and time</comment>
        <translation>%1
验证集 %2，%3 个配对
准确率 %4，AUC %5，EER %6
%7
Enter 打开，Del 移除</translation>
    </message>
    <message>
        <source>Remove this verification?</source>
        <translation>移除此验证？</translation>
    </message>
    <message>
        <source>“%1” is taken from the list.</source>
        <translation>“%1”将从列表中移除。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>打开文件所在文件夹</translation>
    </message>
    <message>
        <source>Its figures and errors will be gone; verifying again brings them back. Reports that were saved stay.</source>
        <translation>它的数值和错误将被删除；重新验证即可恢复。已保存的报告不受影响。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::VerificationPlots</name>
    <message>
        <source>Verification</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Go back through the verifications (Left, Right; End follows the newest)</source>
        <translation>回看历次验证（Left、Right；End 跟随最新结果）</translation>
    </message>
    <message>
        <source>ROC</source>
        <translation>ROC</translation>
    </message>
    <message>
        <source>Similarity of pairs</source>
        <translation>配对相似度</translation>
    </message>
    <message>
        <source>Distances, median and 5–95 %</source>
        <translation>距离：中位数与 5–95%</translation>
    </message>
    <message>
        <source>AUC</source>
        <translation>AUC</translation>
    </message>
    <message>
        <source>EER</source>
        <translation>EER</translation>
    </message>
    <message>
        <source>Fisher’s ratio, tr(S_B) / tr(S_W)</source>
        <translation>Fisher 比，tr(S_B) / tr(S_W)</translation>
    </message>
    <message>
        <source>d′</source>
        <translation>d′</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>比值</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>No verification yet</source>
        <translation>尚无验证</translation>
    </message>
    <message>
        <source>Epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Epoch %1 (newest)</source>
        <translation>第 %1 轮（最新）</translation>
    </message>
    <message>
        <source>Verification after epoch %1: AUC %2, EER %3, %4 + %5 pairs</source>
        <comment>epoch, AUC, EER, genuine pairs, impostor pairs</comment>
        <translation>第 %1 轮后的验证：AUC %2，EER %3，%4 + %5 个配对</translation>
    </message>
    <message>
        <source>Train longer, or try a lower learning rate or a smaller scale.</source>
        <translation>请训练更久，或尝试更低的学习率或更小的缩放。</translation>
    </message>
    <message>
        <source>Pairs of one person + pairs of two people, none of them trained on</source>
        <translation>同一人的对 + 不同人的对，均未用于训练</translation>
    </message>
    <message>
        <source>After epoch %1 all faces have nearly the same embedding: no figure means anything yet</source>
        <translation>第 %1 轮后所有人脸的特征向量几乎相同：目前任何数值都没有意义</translation>
    </message>
    <message>
        <source>Nothing that means anything yet</source>
        <translation>目前没有有意义的数值</translation>
    </message>
</context>
<context>
    <name>likeness::pages::VerifyChoices</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>What is verified: a run of this project, or a model file</source>
        <translation>要验证的对象：本项目的训练任务，或一个模型文件</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Choose an ONNX file with its sidecar, or a model that Likeness wrote</source>
        <translation>选择带附属文件的 ONNX 文件，或由 Likeness 写出的模型</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>配对</translation>
    </message>
    <message>
        <source>The run’s validation people</source>
        <translation>该训练任务的验证人物</translation>
    </message>
    <message>
        <source>People of this project that the run has not seen</source>
        <translation>本项目中该训练任务未见过的人物</translation>
    </message>
    <message>
        <source>This project’s faces</source>
        <translation>本项目的人脸</translation>
    </message>
    <message>
        <source>Every labelled face. A run of this project has trained on most of them: its figures are too good then.</source>
        <translation>所有带标签的人脸。本项目的训练任务已用其中大部分训练过，其指标会过于乐观。</translation>
    </message>
    <message>
        <source>A verification pack</source>
        <translation>验证集</translation>
    </message>
    <message>
        <source>A .bin file such as lfw.bin</source>
        <translation>.bin 文件，例如 lfw.bin</translation>
    </message>
    <message>
        <source>A folder per person</source>
        <translation>每人一个文件夹</translation>
    </message>
    <message>
        <source>One folder of images for each person; pairs from a list, or drawn at random</source>
        <translation>每人一个图像文件夹；图像对来自列表，或随机抽取</translation>
    </message>
    <message>
        <source>Pack or folder</source>
        <translation>验证集或文件夹</translation>
    </message>
    <message>
        <source>The pack or the folder that holds the images</source>
        <translation>存放图像的验证包或文件夹</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Choose the pack or the folder</source>
        <translation>选择验证包或文件夹</translation>
    </message>
    <message>
        <source>pairs.txt, optional</source>
        <translation>pairs.txt，可选</translation>
    </message>
    <message>
        <source>List of pairs</source>
        <translation>配对列表</translation>
    </message>
    <message>
        <source>Which images to compare, in the format of LFW’s pairs.txt. Without a list: all pairs of one person and as many random ones of different people, at most %1 of each.</source>
        <translation>要比较哪些图像，采用 LFW 的 pairs.txt 格式。没有列表时：取同一人的所有图像对，以及同样多的随机不同人图像对，每种最多 %1 对。</translation>
    </message>
    <message>
        <source>Choose the list of pairs</source>
        <translation>选择图像对列表</translation>
    </message>
    <message>
        <source>Images are aligned crops</source>
        <translation>图像已是对齐裁剪图</translation>
    </message>
    <message>
        <source>Otherwise faces are found and aligned first</source>
        <translation>否则先检测并对齐人脸</translation>
    </message>
    <message>
        <source>How</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Mirrored crop</source>
        <translation>镜像裁剪图</translation>
    </message>
    <message>
        <source>What becomes of the features of the mirrored crop. Papers differ in it, and figures of different ways are not to be compared: insightface adds them, others put them behind those of the crop, or leave them out.</source>
        <translation>镜像裁剪图的特征如何使用。各论文做法不同，不同做法得出的指标不可比较：insightface 将其相加，另一些将其拼接在原裁剪图的特征之后，或不使用。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Arithmetic of the model; figures differ a little between the two</source>
        <translation>模型的运算精度；两者的数值略有不同</translation>
    </message>
    <message>
        <source>bf16, faster on newer devices</source>
        <translation>bf16，在较新的设备上更快</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Score every pair (%1)</source>
        <translation>为每个配对打分 (%1)</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>文本 (*.txt)</translation>
    </message>
    <message>
        <source>%1, AUC %2</source>
        <comment>run, its best AUC</comment>
        <translation>%1，AUC %2</translation>
    </message>
    <message>
        <source>Model file</source>
        <translation>模型文件</translation>
    </message>
    <message>
        <source>Models (*.onnx *.safetensors *.pth *.pt)</source>
        <translation>模型 (*.onnx *.safetensors *.pth *.pt)</translation>
    </message>
    <message>
        <source>Folder with one folder per person</source>
        <translation>每人一个子文件夹的文件夹</translation>
    </message>
    <message>
        <source>Verification pack</source>
        <translation>验证集</translation>
    </message>
    <message>
        <source>Packs (*.bin)</source>
        <translation>验证集 (*.bin)</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>File.bin</source>
        <translation>文件.bin</translation>
    </message>
    <message>
        <source>Another job is running.</source>
        <translation>另一项作业正在运行。</translation>
    </message>
    <message>
        <source>No model yet: train a run, or choose a model file.</source>
        <translation>还没有模型：请先训练，或选择模型文件。</translation>
    </message>
    <message>
        <source>Choose the set.</source>
        <translation>请选择验证集。</translation>
    </message>
    <message>
        <source>A run of this project knows most of these people; its figures are too good.</source>
        <translation>本项目的训练任务认识其中大部分人物，其指标会过于乐观。</translation>
    </message>
    <message>
        <source>fp32, as reference values</source>
        <translation>fp32，与参考值一致</translation>
    </message>
</context>
<context>
    <name>likeness::pages::VerifyPage</name>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Language of the report</source>
        <translation>报告语言</translation>
    </message>
    <message>
        <source>Another job is running.</source>
        <translation>另一项作业正在运行。</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>正在验证</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Reading the verification…</source>
        <translation>正在读取验证…</translation>
    </message>
    <message>
        <source>Its figures are computed again from its scores.</source>
        <translation>将由其得分重新计算各项指标。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Choose a model and a set of pairs on the left, or open one of the verifications of the list. The result says how well the model tells people apart, how sure that is, and shows every mistake.</source>
        <translation>请在左侧选择模型和验证集，或打开列表中的一次验证。结果会说明模型区分人物的能力及其可靠程度，并列出每一个错误。</translation>
    </message>
    <message>
        <source>Verifications</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>The report as one HTML file or PDF, the figures as JSON, or the pairs as CSV (%1)</source>
        <translation>报告存为单个 HTML 文件或 PDF，指标存为 JSON，或配对存为 CSV (%1)</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Show what was saved last in its own program</source>
        <translation>用相应的程序打开最近保存的文件</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) are in the review now, under Review → Errors of a verification.</source>
        <translation>
            <numerusform>%n 张人脸已加入审阅：“审阅”→“验证错误”。</numerusform>
        </translation>
    </message>
    <message>
        <source>Web page (*.html);;PDF (*.pdf);;Figures as JSON (*.json);;Pairs as CSV (*.csv)</source>
        <translation>网页 (*.html);;PDF (*.pdf);;JSON 指标 (*.json);;CSV 配对 (*.csv)</translation>
    </message>
    <message>
        <source>These pairs show no faces of this project, so there is nothing to review.</source>
        <translation>这些配对不含本项目的人脸，因此没有可审阅的内容。</translation>
    </message>
    <message>
        <source>Make a harder set…</source>
        <translation>生成更难的验证集…</translation>
    </message>
    <message>
        <source>From the set of the verification that is open: its pairs by how hard they are, and with masks, turned heads, low resolution and difficult light (%1)</source>
        <translation>取自当前打开的验证：按难度划分其配对，并加上口罩、转头、低分辨率和困难光照（%1）</translation>
    </message>
    <message>
        <source>Tables…</source>
        <extracomment>Saves the tables of a report as CSV files</extracomment>
        <translation>表格…</translation>
    </message>
    <message>
        <source>Every table of the report as CSV, each a file of a new folder (%1)</source>
        <translation>将报告的每个表格存为 CSV，各为新文件夹中的一个文件（%1）</translation>
    </message>
    <message>
        <source>Where the folder of tables is made</source>
        <translation>表格文件夹的保存位置</translation>
    </message>
    <message>
        <source>Verify again</source>
        <translation>重新验证</translation>
    </message>
    <message>
        <source>The same model on the same set, with the labels of now</source>
        <translation>以当前标注，在同一验证集上验证同一模型</translation>
    </message>
    <message>
        <source>%1 of its %2 faces have another name, or none, in the project now than in this verification. The figures go by the names of then; beside the pictures stand those of now.</source>
        <translation>在 %2 张人脸中，有 %1 张目前在项目中的姓名与本次验证所用的不同，或已无姓名。各数值以当时的姓名为准，图片旁显示的是当前姓名。</translation>
    </message>
    <message>
        <source>No verification is open</source>
        <translation>未打开任何验证</translation>
    </message>
</context>
<context>
    <name>likeness::pages::VerifyTab</name>
    <message>
        <source>%1 %</source>
        <extracomment>A share</extracomment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <extracomment>A 95 % confidence interval, its low and its high end</extracomment>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>Another job is running.</source>
        <translation>另一项作业正在运行。</translation>
    </message>
    <message>
        <source>This picture is not a face of the open project.</source>
        <translation>这张图片不是当前项目中的人脸。</translation>
    </message>
</context>
<context>
    <name>likeness::pages::VerifyTabs</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Curves and errors</source>
        <translation>曲线与错误</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>子集</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Robustness</source>
        <translation>鲁棒性</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>模型比较</translation>
    </message>
    <message>
        <source>Acceptance</source>
        <translation>验收</translation>
    </message>
</context>
<context>
    <name>likeness::pages::VerifyText</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Model hash</source>
        <translation>模型哈希</translation>
    </message>
    <message>
        <source>Preprocessing</source>
        <translation>预处理</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>特征向量</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Mirrored crop</source>
        <translation>镜像裁剪图</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>训练任务</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>骨干网络</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>分类头</translation>
    </message>
    <message>
        <source>Dataset version</source>
        <translation>数据集版本</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>验证集</translation>
    </message>
    <message>
        <source>Set hash</source>
        <translation>验证集哈希</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Images left out</source>
        <translation>未使用的图片</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Version of Likeness</source>
        <translation>Likeness 版本</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>计算库</translation>
    </message>
    <message>
        <source>Accuracy over folds (insightface)</source>
        <translation>各折准确率（insightface）</translation>
    </message>
    <message>
        <source>Standard error over the same folds</source>
        <translation>同样各折的标准误</translation>
    </message>
    <message>
        <source>Accuracy over folds (FaceX-Zoo)</source>
        <translation>各折准确率（FaceX-Zoo）</translation>
    </message>
    <message>
        <source>Accuracy over folds (facenet)</source>
        <translation>各折准确率（facenet）</translation>
    </message>
    <message>
        <source>VAL@FAR</source>
        <translation>VAL@FAR</translation>
    </message>
    <message>
        <source>TPR at FPR (never above the target)</source>
        <translation>TPR@FPR（从不超过目标）</translation>
    </message>
    <message>
        <source>TPR at FPR (nearest point, as in papers)</source>
        <translation>TPR@FPR（最近点，同论文）</translation>
    </message>
    <message>
        <source>Equal error rate</source>
        <translation>等错误率</translation>
    </message>
    <message>
        <source>Area under the ROC curve</source>
        <translation>ROC 曲线下面积</translation>
    </message>
    <message>
        <source>Detection error trade-off</source>
        <translation>检测错误权衡（DET）</translation>
    </message>
    <message>
        <source>Contiguous folds. Of the squared distances 0, 0.01, … 3.99 the first with the highest accuracy on the other folds; ± is the standard deviation over the folds (ddof 0).</source>
        <translation>按顺序分折。在平方距离 0、0.01、…、3.99 中，取其余各折上准确率最高的第一个；± 为各折的标准差（ddof 0）。</translation>
    </message>
    <message>
        <source>The same folds and thresholds; ± is the standard error, std(ddof 1) / √folds.</source>
        <translation>折与阈值同上；± 为标准误 std(ddof 1) / √折数。</translation>
    </message>
    <message>
        <source>The threshold with the highest TPR − FPR on the other folds, of 1000 even steps between their scores; ties are errors, ± is std(ddof 1) / √folds.</source>
        <translation>在其余各折得分范围内的 1000 个等距阈值中，取 TPR − FPR 最大者；得分等于阈值视为错误，± 为 std(ddof 1) / √折数。</translation>
    </message>
    <message>
        <source>As insightface does, ± with ddof 0; VAL at FAR 0.001 takes the largest threshold within the target where facenet interpolates.</source>
        <translation>做法同 insightface，± 的 ddof 为 0；FAR 0.001 时的 VAL 取目标以内的最大阈值，而 facenet 采用插值。</translation>
    </message>
    <message>
        <source>In each fold the largest of the squared distances 0, 0.001, … 3.999 whose FAR on the other folds is at most the target; means over the held-out folds.</source>
        <translation>每折在平方距离 0、0.001、…、3.999 中，取其余各折上 FAR 不超过目标的最大者；数值为各留出折的均值。</translation>
    </message>
    <message>
        <source>At most floor(target · impostor pairs) false accepts; fewer than 10 of them are not enough data. The table above has it.</source>
        <translation>误识次数至多为 floor(目标 · 异人配对数)；允许次数不足 10 视为数据不足。数值见上表。</translation>
    </message>
    <message>
        <source>The point of the curve whose FPR is nearest to the target, as tables of papers have it: the FPR may be above the target.</source>
        <translation>曲线上 FPR 最接近目标的点，与论文表格一致：实际 FPR 可能超过目标。</translation>
    </message>
    <message>
        <source>FPR where it equals 1 − TPR, interpolated between the two neighbouring points.</source>
        <translation>FPR 等于 1 − TPR 处的 FPR，在相邻两点之间插值。</translation>
    </message>
    <message>
        <source>Trapezoid over every distinct score, ties count half.</source>
        <translation>对每个不同的得分用梯形法，同分各计一半。</translation>
    </message>
    <message>
        <source>%1 ± %2</source>
        <extracomment>A figure and its spread</extracomment>
        <translation>%1 ± %2</translation>
    </message>
    <message>
        <source>%1, VAL %2</source>
        <extracomment>accuracy, then facenet&apos;s VAL</extracomment>
        <translation>%1，VAL %2</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <extracomment>A rate at a target rate, in a list</extracomment>
        <translation>%1 @ %2</translation>
    </message>
    <message>
        <source>Added to the crop’s features</source>
        <translation>与原裁剪图的特征相加</translation>
    </message>
    <message>
        <source>Behind the crop’s features</source>
        <translation>拼接在原裁剪图的特征之后</translation>
    </message>
    <message>
        <source>Not used</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>%1, not mirrored</source>
        <extracomment>What tells two verifications of one model on one set apart</extracomment>
        <translation>%1，未镜像</translation>
    </message>
    <message>
        <source>%1, concatenated</source>
        <translation>%1，已拼接</translation>
    </message>
</context>
<context>
    <name>likeness::pages::VersionDiffView</name>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>wi&amp;th</source>
        <translation>与(&amp;T)</translation>
    </message>
    <message>
        <source>Search for a person or a picture</source>
        <translation>搜索人物或图片</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <extracomment>the name of a face before and after</extracomment>
        <translation>%1 → %2</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Added %L1</source>
        <translation>新增 %L1</translation>
    </message>
    <message>
        <source>Removed %L1</source>
        <translation>移除 %L1</translation>
    </message>
    <message>
        <source>Relabelled %L1</source>
        <translation>改标签 %L1</translation>
    </message>
    <message>
        <source>Landmarks %L1</source>
        <translation>关键点 %L1</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) changed sides of the splits</source>
        <translation>
            <numerusform>%n 个人的划分有变化</numerusform>
        </translation>
    </message>
    <message>
        <source>No difference</source>
        <translation>没有差异</translation>
    </message>
</context>
<context>
    <name>likeness::pages::VersionsModel</name>
    <message>
        <source>%1  (%2)</source>
        <extracomment>name and first digits of the hash of a dataset version</extracomment>
        <translation>%1  (%2)</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) erased since</source>
        <translation>
            <numerusform>此后清除了 %n 张人脸</numerusform>
        </translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Runs made from it</source>
        <translation>由其创建的训练任务</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>likeness::pages::VersionsPage</name>
    <message>
        <source>Keep a version…</source>
        <translation>保存版本…</translation>
    </message>
    <message>
        <source>Go back to it…</source>
        <translation>恢复到此版本…</translation>
    </message>
    <message>
        <source>Divide people…</source>
        <translation>划分人物…</translation>
    </message>
    <message>
        <source>This face is not in the project any more.</source>
        <translation>这张人脸已不在项目中。</translation>
    </message>
    <message>
        <source>No version of the dataset yet</source>
        <translation>数据集还没有版本</translation>
    </message>
    <message>
        <source>A version remembers every label, landmark and split as they are now: to compare with, to train on and to go back to. Each run keeps one by itself.</source>
        <translation>版本会记住当前的每个标签、关键点和划分：用于比较、训练和恢复。每个训练任务会自动保存一个版本。</translation>
    </message>
    <message>
        <source>Keep a version</source>
        <translation>保存版本</translation>
    </message>
    <message>
        <source>Another job is running. Try again when it has ended.</source>
        <translation>另一项任务正在运行。请在其结束后重试。</translation>
    </message>
    <message>
        <source>A name for it, to find it again:</source>
        <translation>为它取一个便于查找的名称：</translation>
    </message>
    <message>
        <source>Keeping a version</source>
        <translation>正在保存版本</translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) get the name back that they had</source>
        <translation>
            <numerusform>%n 张人脸恢复原来的姓名</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected face(s) come back</source>
        <translation>
            <numerusform>%n 张被排除的人脸恢复</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) that it does not have are set aside</source>
        <translation>
            <numerusform>此版本没有的 %n 张人脸被搁置</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>landmarks of %n face(s) become what they were</source>
        <translation>
            <numerusform>%n 张人脸的关键点恢复原状</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) become confirmed, unsure or unreviewed again</source>
        <translation>
            <numerusform>%n 张人脸恢复为已确认、不确定或未审阅</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) get their old name back</source>
        <translation>
            <numerusform>%n 个人恢复原来的姓名</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) are made again</source>
        <translation>
            <numerusform>重新创建 %n 个人</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) change sides of the splits</source>
        <translation>
            <numerusform>%n 个人的划分改变</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) of it are gone and cannot come back</source>
        <translation>
            <numerusform>其中 %n 张人脸已不存在，无法恢复</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) of it were erased</source>
        <translation>
            <numerusform>其中 %n 张人脸已被清除</numerusform>
        </translation>
    </message>
    <message>
        <source>it is of an older Likeness: landmarks, label states and splits stay as they are</source>
        <translation>它由旧版 Likeness 保存：关键点、标签状态和划分保持不变</translation>
    </message>
    <message>
        <source>Go back to %1</source>
        <translation>恢复到 %1</translation>
    </message>
    <message>
        <source>The labels are those of this version.</source>
        <translation>标签与此版本一致。</translation>
    </message>
    <message>
        <source>This is one change, and can be undone.</source>
        <translation>这是一次更改，可以撤销。</translation>
    </message>
    <message>
        <source>Go back to %1?</source>
        <translation>恢复到 %1？</translation>
    </message>
    <message>
        <source>This would change:</source>
        <translation>将会改变：</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Going back to %1</source>
        <translation>正在恢复到 %1</translation>
    </message>
    <message>
        <source>Dividing people</source>
        <translation>正在划分人物</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
</context>
<context>
    <name>likeness::pages::WizardAugmentPage</name>
    <message>
        <source>Augmentation</source>
        <translation>数据增强</translation>
    </message>
    <message>
        <source>Each time a face is learnt from it looks a little different; too different, and it is somebody else.</source>
        <translation>每次学习时人脸都略有不同；若差别太大，就成了别人。</translation>
    </message>
    <message>
        <source>Looking for faces…</source>
        <translation>正在读取人脸…</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>what a button does, its key</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Other faces, and other chances</source>
        <translation>换一些人脸和随机变化</translation>
    </message>
    <message>
        <source>Another sa&amp;mple</source>
        <translation>换一组(&amp;M)</translation>
    </message>
</context>
<context>
    <name>likeness::pages::WizardCheckPage</name>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>What would go wrong or disappoint.</source>
        <translation>可能出错或效果不佳之处。</translation>
    </message>
    <message>
        <source>S&amp;kip</source>
        <translation>跳过(&amp;K)</translation>
    </message>
    <message>
        <source>Start without knowing how long it takes and whether the batch fits into memory</source>
        <translation>不了解所需时间以及内存能否容纳批，直接开始</translation>
    </message>
    <message>
        <source>Must be fixed</source>
        <translation>必须修正</translation>
    </message>
    <message>
        <source>Consider</source>
        <translation>建议考虑</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) must be fixed before training can start.</source>
        <translation>
            <numerusform>有 %n 个问题必须修正后才能开始训练。</numerusform>
        </translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Nothing stands in the way so far.</source>
        <translation>到目前为止没有障碍。</translation>
    </message>
    <message>
        <source>Training can start.</source>
        <translation>可以开始训练。</translation>
    </message>
    <message>
        <source>Nothing speaks against it. Training can start.</source>
        <translation>未发现问题，可以开始训练。</translation>
    </message>
    <message>
        <source>Trying some steps on the device…</source>
        <translation>正在设备上试训几步…</translation>
    </message>
</context>
<context>
    <name>likeness::pages::WizardDataPage</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Who is learnt, and who is kept apart to verify with.</source>
        <translation>哪些人物用于学习，哪些人物留作验证。</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>Now: a new version</source>
        <translation>现在：新版本</translation>
    </message>
    <message>
        <source>Which version of the dataset to learn from, whatever was decided since</source>
        <translation>从数据集的哪个版本学习，不受之后决定的影响</translation>
    </message>
    <message>
        <source>Each run is made from a version, and remembers it.</source>
        <translation>每个训练任务都由一个版本创建，并会记住它。</translation>
    </message>
    <message>
        <source>The dataset as it is now becomes a version, and the run remembers it: you can go on deciding labels while it trains, and always tell what a model has learnt from.</source>
        <translation>数据集的当前状态会存为一个版本，并由训练任务记录下来：训练期间可以继续决定标签，也随时能查明模型是用什么数据学习的。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>&lt;b&gt;Training:&lt;/b&gt; %1 faces of %2 people</source>
        <translation>&lt;b&gt;训练：&lt;/b&gt;%2 个人物的 %1 张人脸</translation>
    </message>
    <message>
        <source>&lt;b&gt;Verification:&lt;/b&gt; %1 faces of %2 other people</source>
        <translation>&lt;b&gt;验证：&lt;/b&gt;另外 %2 个人物的 %1 张人脸</translation>
    </message>
    <message>
        <source>These are the sides of the project’s splits; the share below has no say.</source>
        <translation>这是项目的划分；下面的比例不起作用。</translation>
    </message>
    <message numerus="yes">
        <source>%n people are in the test split and take no part.</source>
        <translation>
            <numerusform>有 %n 个人在测试集中，不参与训练。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people have no side yet and take no part; Versions, Divide people gives them one.</source>
        <translation>
            <numerusform>有 %n 个人尚未划分，不参与训练；在“版本”页选择“划分人物”即可分配。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) of this version are not in the project any more.</source>
        <translation>
            <numerusform>此版本中有 %n 张人脸已不在项目中。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people have too few photographs and are left out.</source>
        <translation>
            <numerusform>%n 个人物的照片太少，未纳入。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people have no usable face.</source>
        <translation>
            <numerusform>%n 个人没有可用的人脸。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n labelled face(s) have no crop yet; Prepare faces makes them.</source>
        <translation>
            <numerusform>%n 张已加标签的人脸还没有裁剪图，可用“人脸预处理”生成。</numerusform>
        </translation>
    </message>
    <message>
        <source>Labels o&amp;f</source>
        <translation>标签版本(&amp;F)</translation>
    </message>
</context>
<context>
    <name>likeness::pages::WizardModelPage</name>
    <message>
        <source>%1: %2</source>
        <comment>device id, its name</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <extracomment>device id, its name, whole memory</extracomment>
        <translation>%1：%2，%3</translation>
    </message>
    <message>
        <source>%1: %2, %3 of %4 free</source>
        <extracomment>device id, its name, free and whole memory</extracomment>
        <translation>%1：%2，可用 %3 / %4</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The network that turns a face into an embedding, and where it is trained.</source>
        <translation>将人脸转换为特征向量的网络，以及训练所用的设备。</translation>
    </message>
    <message>
        <source>Fresh weights</source>
        <translation>全新的权重</translation>
    </message>
    <message>
        <source>Choose a model file…</source>
        <translation>选择模型文件…</translation>
    </message>
    <message>
        <source>A trained model learns new people in a few epochs; the preset “Fine-tune a model” goes with it.</source>
        <translation>训练过的模型几轮即可学会新的人；请配合预设“微调模型”。</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source>Automatic: the fastest there is</source>
        <translation>自动：使用最快的设备</translation>
    </message>
    <message>
        <source>Where to compute; a GPU is many times faster than the processor</source>
        <translation>在哪里计算；GPU 比处理器快许多倍</translation>
    </message>
    <message>
        <source>Looking for devices…</source>
        <translation>正在查找设备…</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>训练任务 %1</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Models (*.onnx *.safetensors);;All files (*)</source>
        <translation>模型 (*.onnx *.safetensors);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Begin with a model</source>
        <translation>以模型为起点</translation>
    </message>
    <message>
        <source>%1, matrix products on %2.</source>
        <comment>library and its version, another library</comment>
        <translation>%1，矩阵乘法由 %2 完成。</translation>
    </message>
    <message>
        <source>Begin &amp;with</source>
        <translation>起点(&amp;W)</translation>
    </message>
</context>
<context>
    <name>likeness::pages::WizardTrainingPage</name>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>A preset is a good beginning; every value says what is usual.</source>
        <translation>预设是很好的起点；每个参数都注明了常用值。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>训练步</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1:&lt;/b&gt; %2</source>
        <extracomment>name of a preset, what it is for</extracomment>
        <translation>&lt;b&gt;%1：&lt;/b&gt;%2</translation>
    </message>
    <message>
        <source>Choose the model to begin with</source>
        <translation>选择作为起点的模型</translation>
    </message>
    <message>
        <source>What changes from here on; every value says what is usual.</source>
        <translation>从这里起的改动；每个值都注明了常用范围。</translation>
    </message>
    <message>
        <source>Values have been changed since the preset &lt;b&gt;%1&lt;/b&gt;.</source>
        <extracomment>name of a preset</extracomment>
        <translation>选择预设 &lt;b&gt;%1&lt;/b&gt; 之后，有参数已被更改。</translation>
    </message>
    <message>
        <source>What you chose on the Model page stays as it is.</source>
        <translation>您在“模型”页上的选择保持不变。</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::Actions</name>
    <message>
        <source>%1 (%2)</source>
        <extracomment>A command and the key for it</extracomment>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::DetPlot</name>
    <message>
        <source>False-positive rate</source>
        <translation>误识率</translation>
    </message>
    <message>
        <source>False-negative rate</source>
        <translation>漏识率</translation>
    </message>
    <message>
        <source>FPR %1</source>
        <translation>FPR %1</translation>
    </message>
    <message>
        <source>%1: FNR %2</source>
        <translation>%1：FNR %2</translation>
    </message>
    <message>
        <source>FNR %1</source>
        <translation>FNR %1</translation>
    </message>
    <message>
        <source> (not enough pairs)</source>
        <translation>（配对不足）</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::DistancePlot</name>
    <message>
        <source>Same person</source>
        <translation>同一人</translation>
    </message>
    <message>
        <source>Different persons</source>
        <translation>不同人</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>Distance, 1 − cosine</source>
        <translation>距离，1 − 余弦</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <comment>median (5th to 95th percentile)</comment>
        <translation>%1（%2 至 %3）</translation>
    </message>
    <message>
        <source>Epoch %1
Same person %2
Different persons %3</source>
        <translation>第 %1 轮
同一人 %2
不同人 %3</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::HistogramPlot</name>
    <message>
        <source>Impostor pairs</source>
        <translation>异人配对</translation>
    </message>
    <message>
        <source>Genuine pairs</source>
        <translation>同人配对</translation>
    </message>
    <message>
        <source>Cosine similarity</source>
        <translation>余弦相似度</translation>
    </message>
    <message>
        <source>Share of pairs, %</source>
        <translation>配对占比，%</translation>
    </message>
    <message>
        <source>Cosine %1 to %2
Genuine %3 %
Impostor %4 %</source>
        <translation>余弦 %1 至 %2
同人 %3 %
异人 %4 %</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::ImageCanvas</name>
    <message>
        <source>Photograph with landmarks</source>
        <translation>带关键点的照片</translation>
    </message>
    <message>
        <source>Drag a point · arrows move it 1 px, Shift 5 px, Ctrl 0.2 px · Tab next point · double click or G the whole part · wheel zooms, F the face, 0 the photograph · middle button or space moves the view</source>
        <translation>拖动关键点 · 方向键移动 1 px，Shift 5 px，Ctrl 0.2 px · Tab 下一个点 · 双击或 G 选中整个部位 · 滚轮缩放，F 显示人脸，0 显示整张照片 · 鼠标中键或空格键平移视图</translation>
    </message>
    <message>
        <source>Draw a box from brow to chin · Esc gives up</source>
        <translation>从眉毛到下巴画一个框 · Esc 放弃</translation>
    </message>
    <message>
        <source>Move the shape</source>
        <translation>移动整体形状</translation>
    </message>
    <message>
        <source>Turn the shape</source>
        <translation>旋转整体形状</translation>
    </message>
    <message numerus="yes">
        <source>Move %n point(s)</source>
        <translation>
            <numerusform>移动 %n 个点</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::widgets::JobBar</name>
    <message>
        <source>Stop this job; what is finished is kept</source>
        <translation>停止此作业；已完成的部分会保留</translation>
    </message>
    <message>
        <source>Show what went wrong on the way</source>
        <translation>显示过程中出现的问题</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n 个问题</numerusform>
        </translation>
    </message>
    <message>
        <source>Item</source>
        <translation>条目</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生的情况</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message numerus="yes">
        <source>Only the first %n are listed.</source>
        <translation>
            <numerusform>仅列出前 %n 个。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::widgets::LinePlot</name>
    <message>
        <source>%1: %2</source>
        <comment>series: value</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>axis name, value</comment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::LiveView</name>
    <message>
        <source>Live picture</source>
        <translation>实时画面</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::MessageBar</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::NumberField</name>
    <message>
        <source>Must be a whole number from %1 to %2.</source>
        <translation>必须是 %1 至 %2 之间的整数。</translation>
    </message>
    <message>
        <source>Must be a number from %1 to %2, with a decimal point, as in 0.01.</source>
        <translation>必须是 %1 至 %2 之间的数，小数点用“.”，例如 0.01。</translation>
    </message>
    <message>
        <source>Must be a number from %1 to %2.</source>
        <translation>必须是 %1 至 %2 之间的数。</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::PersonChooser</name>
    <message>
        <source>Type a name; a new one makes a new person</source>
        <translation>输入姓名；新姓名会新建人物</translation>
    </message>
    <message>
        <source>Type a name</source>
        <translation>输入姓名</translation>
    </message>
    <message>
        <source>Enter chooses, Esc cancels.</source>
        <translation>Enter 选定，Esc 取消。</translation>
    </message>
    <message>
        <source>New person: %1</source>
        <translation>新建人物：%1</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::Plot</name>
    <message>
        <source>Save as PDF…</source>
        <translation>保存为 PDF…</translation>
    </message>
    <message>
        <source>Save as PNG…</source>
        <translation>保存为 PNG…</translation>
    </message>
    <message>
        <source>Save the numbers as CSV…</source>
        <translation>将数据保存为 CSV…</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图像</translation>
    </message>
    <message>
        <source>Copy numbers</source>
        <translation>复制数据</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图像 (*.png)</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Save %1</source>
        <translation>保存 %1</translation>
    </message>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>%1 names no kind of file that a plot can be saved as: use .pdf, .png or .csv.</source>
        <translation>%1 不是图表可保存的文件类型：请使用 .pdf、.png 或 .csv。</translation>
    </message>
    <message>
        <source>%1 could not be written. Choose a folder that you may write to.</source>
        <translation>无法写入 %1。请选择有写入权限的文件夹。</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::PlotSheet</name>
    <message>
        <source>%1 names no kind of file that plots are saved as: use .pdf or .png.</source>
        <translation>%1 不是图表可保存的文件类型：请使用 .pdf 或 .png。</translation>
    </message>
    <message>
        <source>%1 could not be written. Choose a folder that you may write to.</source>
        <translation>无法写入 %1。请选择您有写入权限的文件夹。</translation>
    </message>
</context>
<context>
    <name>likeness::widgets::RocPlot</name>
    <message>
        <source>False-positive rate</source>
        <translation>误识率</translation>
    </message>
    <message>
        <source>True-positive rate</source>
        <translation>真阳性率</translation>
    </message>
    <message>
        <source>FPR %1</source>
        <translation>FPR %1</translation>
    </message>
    <message>
        <source>%1: TPR %2</source>
        <translation>%1：TPR %2</translation>
    </message>
    <message>
        <source>TPR %1</source>
        <translation>TPR %1</translation>
    </message>
    <message>
        <source> (not enough pairs)</source>
        <translation>（配对不足）</translation>
    </message>
</context>
</TS>

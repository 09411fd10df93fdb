<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>window</name>
    <message>
      <source>"{model}" at revision {revision} is not on this disk. Choose one below, or download it.</source>
      <translation>本机磁盘上没有“{model}”的修订版 {revision}。请在下方选择一个模型，或下载它。</translation>
    </message>
    <message>
      <source>"{model}" is not on this disk. Choose one below, or download it.</source>
      <translation>本机磁盘上没有“{model}”。请在下方选择一个模型，或下载它。</translation>
    </message>
    <message>
      <source>"{word}"</source>
      <translation>“{word}”</translation>
    </message>
    <message>
      <source>&amp;About Softprompt Studio</source>
      <translation>关于 Softprompt Studio(&amp;A)</translation>
    </message>
    <message>
      <source>&amp;Copy cell</source>
      <translation>复制单元格(&amp;C)</translation>
    </message>
    <message>
      <source>&amp;Dark</source>
      <translation>深色(&amp;D)</translation>
    </message>
    <message>
      <source>&amp;Discard changes of the table</source>
      <translation>放弃对表格的修改(&amp;D)</translation>
    </message>
    <message>
      <source>&amp;Drop</source>
      <translation>放弃(&amp;D)</translation>
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation>编辑(&amp;E)</translation>
    </message>
    <message>
      <source>&amp;Edit cell</source>
      <translation>编辑单元格(&amp;E)</translation>
    </message>
    <message>
      <source>&amp;File</source>
      <translation>文件(&amp;F)</translation>
    </message>
    <message>
      <source>&amp;Find a learning rate …</source>
      <translation>寻找学习率(&amp;F)…</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>帮助(&amp;H)</translation>
    </message>
    <message>
      <source>&amp;Help on this page</source>
      <translation>此页面的帮助(&amp;H)</translation>
    </message>
    <message>
      <source>&amp;Import table …</source>
      <translation>导入表格(&amp;I)…</translation>
    </message>
    <message>
      <source>&amp;Keep best and end</source>
      <translation>保留最佳并结束(&amp;K)</translation>
    </message>
    <message>
      <source>&amp;Label</source>
      <translation>标签(&amp;L)</translation>
    </message>
    <message>
      <source>&amp;Light</source>
      <translation>浅色(&amp;L)</translation>
    </message>
    <message>
      <source>&amp;New project …</source>
      <translation>新建项目(&amp;N)…</translation>
    </message>
    <message>
      <source>&amp;Open project …</source>
      <translation>打开项目(&amp;O)…</translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>暂停(&amp;P)</translation>
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation>退出(&amp;Q)</translation>
    </message>
    <message>
      <source>&amp;Relabel as likely</source>
      <translation>改为可能的标签(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Resume</source>
      <translation>继续(&amp;R)</translation>
    </message>
    <message>
      <source>&amp;Save changed table</source>
      <translation>保存修改的表格(&amp;S)</translation>
    </message>
    <message>
      <source>&amp;Start training</source>
      <translation>开始训练(&amp;S)</translation>
    </message>
    <message>
      <source>&amp;Training</source>
      <translation>训练(&amp;T)</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>撤销(&amp;U)</translation>
    </message>
    <message>
      <source>&amp;Undo: {what}</source>
      <translation>撤销(&amp;U)：{what}</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>视图(&amp;V)</translation>
    </message>
    <message>
      <source>(empty)</source>
      <translation>（空）</translation>
    </message>
    <message>
      <source>(in the template)</source>
      <translation>（在模板中）</translation>
    </message>
    <message>
      <source>+ column</source>
      <translation>+ 列</translation>
    </message>
    <message>
      <source>+ virtual tokens</source>
      <translation>+ 虚拟词元</translation>
    </message>
    <message>
      <source>, </source>
      <translation>、</translation>
    </message>
    <message>
      <source>.</source>
      <translation>。</translation>
    </message>
    <message>
      <source>. </source>
      <translation>。</translation>
    </message>
    <message>
      <source>0: always the likeliest word. Higher: more variety.</source>
      <translation>0：总是选择最可能的词。越高：变化越多。</translation>
    </message>
    <message>
      <source>1 (full colour) is the same direction, 0 nothing in common, -1 the opposite.</source>
      <translation>1（全色）为同向，0 为毫无共同之处，-1 为反向。</translation>
    </message>
    <message>
      <source>1 (full colour) is the same direction, 0 nothing in common, -1 the opposite. Two different tokens are alike by {mean:.2f} on average.</source>
      <translation>1（全色）为同向，0 为毫无共同之处，-1 为反向。两个不同词元的相似度平均为 {mean:.2f}。</translation>
    </message>
    <message>
      <source>4 bits</source>
      <translation>4 位</translation>
    </message>
    <message>
      <source>8 bits</source>
      <translation>8 位</translation>
    </message>
    <message>
      <source>95 % from</source>
      <translation>95 % 下限</translation>
    </message>
    <message>
      <source>95 % to</source>
      <translation>95 % 上限</translation>
    </message>
    <message>
      <source>; </source>
      <translation>；</translation>
    </message>
    <message>
      <source>A branch, a tag or a commit of the data set; empty: the newest.</source>
      <translation>数据集的分支、标签或提交；留空：最新。</translation>
    </message>
    <message>
      <source>A branch, a tag or a commit of the hub model; empty: the newest.</source>
      <translation>Hub 模型的分支、标签或提交；留空则为最新。</translation>
    </message>
    <message>
      <source>A click here makes a project of your own from text messages that are marked as spam or not.</source>
      <translation>点击这里，用标注了是否为垃圾短信的数据建立你自己的项目。</translation>
    </message>
    <message>
      <source>A column of the table.</source>
      <translation>表格中的一列。</translation>
    </message>
    <message>
      <source>A file …</source>
      <translation>文件…</translation>
    </message>
    <message>
      <source>A finished training leaves one here. You can also import somebody else's, or drop it on the window.</source>
      <translation>训练完成后，适配器会出现在这里。也可以导入他人的适配器，或将其拖到窗口上。</translation>
    </message>
    <message>
      <source>A folder of yours</source>
      <translation>本地文件夹</translation>
    </message>
    <message>
      <source>A folder that holds a base model, or several side by side.</source>
      <translation>存放一个或多个并列基座模型的文件夹。</translation>
    </message>
    <message>
      <source>A folder …</source>
      <translation>文件夹…</translation>
    </message>
    <message>
      <source>A label is doubted where the adapter finds it less likely than labels of its class are in the mean, and another class both likelier and as likely as its own rows are (confident learning, Northcutt et al. 2021).</source>
      <translation>当适配器认为某个标签的可能性低于该类别标签的平均值，而另一个类别更有可能，且不低于该类别自身各行的平均可能性时，此标签受到怀疑（置信学习，Northcutt 等，2021）。</translation>
    </message>
    <message>
      <source>A learning rate is being looked for already. Cancel that first.</source>
      <translation>已经在寻找学习率。请先取消它。</translation>
    </message>
    <message>
      <source>A method that fits the model.</source>
      <translation>适合模型的方法。</translation>
    </message>
    <message>
      <source>A quote is text</source>
      <translation>引号是文本</translation>
    </message>
    <message>
      <source>A run</source>
      <translation>训练所得</translation>
    </message>
    <message>
      <source>A run that waited when the window was closed: back in line.</source>
      <translation>窗口关闭时有一次训练在等待，现已重新排队。</translation>
    </message>
    <message>
      <source>A share of these rows</source>
      <translation>这些行的一部分</translation>
    </message>
    <message>
      <source>A small one comes with the studio and works at once. {count} others are recommended, to be downloaded one by one: {least} to {most} each.</source>
      <translation>程序自带一个小模型，可立即使用。另外推荐 {count} 个，可逐个下载：每个 {least} 至 {most}。</translation>
    </message>
    <message>
      <source>A table from the hub</source>
      <translation>来自 Hub 的表格</translation>
    </message>
    <message>
      <source>A text of yours</source>
      <translation>自定义文本</translation>
    </message>
    <message>
      <source>A token is kept in the system's key ring.</source>
      <translation>令牌保存在系统的密钥环中。</translation>
    </message>
    <message>
      <source>A token that is left out is gone: the prompt is one shorter, and nothing is set to zero.</source>
      <translation>被去除的词元完全不在：提示缩短一个，而不是置零。</translation>
    </message>
    <message>
      <source>A token that the model wants around every text</source>
      <translation>模型要求在每个文本前后添加的词元</translation>
    </message>
    <message>
      <source>A training is running. It can go on without the window, and is picked up when the window opens again.</source>
      <translation>有一个训练正在进行。它可以在没有窗口的情况下继续，窗口再次打开时会接上。</translation>
    </message>
    <message>
      <source>A value is empty. Write the values with commas between.</source>
      <translation>有一个值为空。请填写各个值，用逗号分隔。</translation>
    </message>
    <message>
      <source>A whole table</source>
      <translation>整个表格</translation>
    </message>
    <message>
      <source>About Softprompt Studio</source>
      <translation>关于 Softprompt Studio</translation>
    </message>
    <message>
      <source>About {train:,} rows train it; {n} row is set aside to measure it.</source>
      <translation>约 {train:,} 行用于训练；留出 {n} 行用于评估。</translation>
    </message>
    <message>
      <source>About {train:,} rows train it; {n} rows are set aside to measure it.</source>
      <translation>约 {train:,} 行用于训练；留出 {n} 行用于评估。</translation>
    </message>
    <message>
      <source>Accuracy</source>
      <translation>准确率</translation>
    </message>
    <message>
      <source>Accuracy (classification) or ROUGE-L (generation) on the validation rows.</source>
      <translation>验证行上的准确率（分类）或 ROUGE-L（生成）。</translation>
    </message>
    <message>
      <source>Accuracy, or ROUGE-L.</source>
      <translation>准确率或 ROUGE-L。</translation>
    </message>
    <message>
      <source>Adafactor</source>
      <translation>Adafactor</translation>
    </message>
    <message>
      <source>AdamW</source>
      <translation>AdamW</translation>
    </message>
    <message>
      <source>Adapter</source>
      <translation>适配器</translation>
    </message>
    <message>
      <source>Adapter {adapter}</source>
      <translation>适配器 {adapter}</translation>
    </message>
    <message>
      <source>Adapter {adapter} is in the project.</source>
      <translation>适配器 {adapter} 已导入项目。</translation>
    </message>
    <message>
      <source>Adapters</source>
      <translation>适配器</translation>
    </message>
    <message>
      <source>Adapters and soft prompts (*.zip *.npy)</source>
      <translation>适配器和软提示 (*.zip *.npy)</translation>
    </message>
    <message>
      <source>Adapters fit only the base model that they were trained on.</source>
      <translation>适配器只适用于训练它的那个基座模型。</translation>
    </message>
    <message>
      <source>Add a folder with base models</source>
      <translation>添加基座模型文件夹</translation>
    </message>
    <message>
      <source>Add a folder …</source>
      <translation>添加文件夹…</translation>
    </message>
    <message>
      <source>Add a table</source>
      <translation>添加表格</translation>
    </message>
    <message>
      <source>Add at least one table: the source stage learns from several.</source>
      <translation>请至少添加一个表格：源阶段从多个表格学习。</translation>
    </message>
    <message>
      <source>Against a setting</source>
      <translation>随设置变化</translation>
    </message>
    <message>
      <source>All columns</source>
      <translation>全部列</translation>
    </message>
    <message>
      <source>All cores but one</source>
      <translation>除一个以外的所有核心</translation>
    </message>
    <message>
      <source>All else stays as in this run; they train one after the other, and what is trained already is not again. Chosen together on the Runs page, they are one chart under Against a setting.</source>
      <translation>其余设置与此训练相同；它们依次训练，已训练过的不再训练。在“训练记录”页一起选中它们，即可在“随设置变化”中看到一张图表。</translation>
    </message>
    <message>
      <source>All labels</source>
      <translation>全部标签</translation>
    </message>
    <message>
      <source>All of these are looked through.</source>
      <translation>这些都已看过。</translation>
    </message>
    <message>
      <source>All rows</source>
      <translation>全部行</translation>
    </message>
    <message>
      <source>All rows. The numbers are lines of the file. F2 changes a cell, Del excludes rows.</source>
      <translation>所有行。编号是文件中的行号。F2 编辑单元格，Del 排除行。</translation>
    </message>
    <message>
      <source>All trainings of this project, side by side.</source>
      <translation>此项目的所有训练，并排比较。</translation>
    </message>
    <message>
      <source>All weights of a copy of the model learn to {what} ("{answer}").</source>
      <translation>模型副本的所有权重都参与学习，以{what}（“{answer}”）。</translation>
    </message>
    <message>
      <source>Always the most frequent label</source>
      <translation>总是选最常见的标签</translation>
    </message>
    <message>
      <source>An adapter is a folder of some kilobytes: export it, share it, use it in a terminal. F1 explains any page.</source>
      <translation>适配器是一个只有几 KB 的文件夹：可以导出、分享或在终端中使用。按 F1 查看任一页面的说明。</translation>
    </message>
    <message>
      <source>Another number divides the rows in another way.</source>
      <translation>换一个数字，行的划分就会不同。</translation>
    </message>
    <message>
      <source>Another split as the test table, or a share of the rows that are learned from.</source>
      <translation>用另一个划分作为测试表格，或用学习行的一部分。</translation>
    </message>
    <message>
      <source>Another table has this name. Choose one of its own.</source>
      <translation>已有同名的表格。请换一个名称。</translation>
    </message>
    <message>
      <source>Another table …</source>
      <translation>另一个表格…</translation>
    </message>
    <message>
      <source>Answer column</source>
      <translation>答案列</translation>
    </message>
    <message>
      <source>Answer of {who}</source>
      <translation>{who} 的回答</translation>
    </message>
    <message>
      <source>Answers</source>
      <translation>回答</translation>
    </message>
    <message>
      <source>Answers that are less likely than this are marked as unsure.</source>
      <translation>可能性低于此值的回答标记为不确定。</translation>
    </message>
    <message>
      <source>Any licence</source>
      <translation>任意许可证</translation>
    </message>
    <message>
      <source>Any method</source>
      <translation>任意方法</translation>
    </message>
    <message>
      <source>Any size</source>
      <translation>任意大小</translation>
    </message>
    <message>
      <source>Any state</source>
      <translation>任意状态</translation>
    </message>
    <message>
      <source>Any task</source>
      <translation>任意任务</translation>
    </message>
    <message>
      <source>As PNG or SVG, or its figures as CSV.</source>
      <translation>保存为 PNG 或 SVG，或将数值保存为 CSV。</translation>
    </message>
    <message>
      <source>As found</source>
      <translation>自动识别</translation>
    </message>
    <message>
      <source>As found: {words}</source>
      <translation>自动识别：{words}</translation>
    </message>
    <message>
      <source>As it is</source>
      <translation>现状</translation>
    </message>
    <message>
      <source>As the system</source>
      <translation>跟随系统</translation>
    </message>
    <message>
      <source>Ask</source>
      <translation>询问</translation>
    </message>
    <message>
      <source>Ask again to start it.</source>
      <translation>再次提问即可启动。</translation>
    </message>
    <message>
      <source>Ask all panes with this text (Alt+Enter).</source>
      <translation>用此文本向所有窗格提问 (Alt+Enter)。</translation>
    </message>
    <message>
      <source>Ask all rows of the table that this adapter learned from.</source>
      <translation>对此适配器学习过的表格的所有行提问。</translation>
    </message>
    <message>
      <source>Ask every row, and show those that the adapter is least certain of.</source>
      <translation>对每一行提问，并显示适配器最不确定的行。</translation>
    </message>
    <message>
      <source>Ask once more.</source>
      <translation>再试一次。</translation>
    </message>
    <message>
      <source>Ask the base model too</source>
      <translation>同时询问基座模型</translation>
    </message>
    <message>
      <source>Ask the hub what the data set holds.</source>
      <translation>向 Hub 询问数据集中有什么。</translation>
    </message>
    <message>
      <source>Ask the hub; the most downloaded come first.</source>
      <translation>查询 Hub；下载最多的在前。</translation>
    </message>
    <message>
      <source>Ask with every row of a table and save the answers.</source>
      <translation>用表格的每一行提问并保存回答。</translation>
    </message>
    <message>
      <source>Ask with every row of a table.</source>
      <translation>用表格的每一行提问。</translation>
    </message>
    <message>
      <source>Asking the hub …</source>
      <translation>正在查询 Hub…</translation>
    </message>
    <message>
      <source>At least that sure: {first}right{end}, {second}share of rows{end}</source>
      <translation>至少这样确定时：{first}正确率{end}，{second}行的占比{end}</translation>
    </message>
    <message>
      <source>At least {low:,g}.</source>
      <translation>至少 {low:,g}。</translation>
    </message>
    <message>
      <source>At most so many rows, drawn at random. More take longer and tell finer.</source>
      <translation>最多这么多行，随机抽取。行越多，耗时越长，结果越精细。</translation>
    </message>
    <message>
      <source>At most so many tokens.</source>
      <translation>最多这么多词元。</translation>
    </message>
    <message>
      <source>At sign</source>
      <translation>@ 号</translation>
    </message>
    <message>
      <source>At step {step:,}</source>
      <translation>第 {step:,} 步</translation>
    </message>
    <message>
      <source>At the end</source>
      <translation>截去末尾</translation>
    </message>
    <message>
      <source>At the start</source>
      <translation>截去开头</translation>
    </message>
    <message>
      <source>At the {n} step at which the prompt was kept.</source>
      <translation>在保存了提示的 {n} 个步上。</translation>
    </message>
    <message>
      <source>At the {n} steps at which the prompt was kept.</source>
      <translation>在保存了提示的 {n} 个步上。</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>自动</translation>
    </message>
    <message>
      <source>Back</source>
      <translation>上一步</translation>
    </message>
    <message>
      <source>Back to what is recommended</source>
      <translation>恢复推荐设置</translation>
    </message>
    <message>
      <source>Bad rows</source>
      <translation>无法读取的行</translation>
    </message>
    <message>
      <source>Balance</source>
      <translation>均衡</translation>
    </message>
    <message>
      <source>Balanced sampling</source>
      <translation>均衡采样</translation>
    </message>
    <message>
      <source>Bar</source>
      <translation>竖线</translation>
    </message>
    <message>
      <source>Base model</source>
      <translation>基座模型</translation>
    </message>
    <message>
      <source>Base models</source>
      <translation>基座模型</translation>
    </message>
    <message>
      <source>Base models to begin with, each with its reason.</source>
      <translation>适合起步的基座模型，各附理由。</translation>
    </message>
    <message>
      <source>Begin with a sample</source>
      <translation>从示例项目开始</translation>
    </message>
    <message>
      <source>Begin with real data</source>
      <translation>从真实数据开始</translation>
    </message>
    <message>
      <source>Begun</source>
      <translation>开始时间</translation>
    </message>
    <message>
      <source>Below</source>
      <translation>下方</translation>
    </message>
    <message>
      <source>Best at step {step:,}.</source>
      <translation>第 {step:,} 步最好。</translation>
    </message>
    <message>
      <source>Beyond words</source>
      <translation>超出词语</translation>
    </message>
    <message>
      <source>Bring back what was deleted last.</source>
      <translation>恢复最近删除的内容。</translation>
    </message>
    <message>
      <source>By direction</source>
      <translation>按方向</translation>
    </message>
    <message>
      <source>By distance</source>
      <translation>按距离</translation>
    </message>
    <message>
      <source>By its name</source>
      <translation>按名称</translation>
    </message>
    <message>
      <source>CPU</source>
      <translation>CPU</translation>
    </message>
    <message>
      <source>CSV, TSV, JSON, Parquet or Excel, with a column of texts and a column of labels or answers.</source>
      <translation>CSV、TSV、JSON、Parquet 或 Excel，包含一列文本和一列标签或答案。</translation>
    </message>
    <message>
      <source>CUDA (NVIDIA)</source>
      <translation>CUDA (NVIDIA)</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>取消</translation>
    </message>
    <message>
      <source>Cancel the run</source>
      <translation>取消训练</translation>
    </message>
    <message>
      <source>Cancel this run?</source>
      <translation>取消此训练？</translation>
    </message>
    <message>
      <source>Cancelled.</source>
      <translation>已取消。</translation>
    </message>
    <message>
      <source>Cancelled. What was asked so far is not saved.</source>
      <translation>已取消。到目前为止的回答没有保存。</translation>
    </message>
    <message>
      <source>Cancelled. What was labelled stays.</source>
      <translation>已取消。已标注的内容会保留。</translation>
    </message>
    <message>
      <source>Caret</source>
      <translation>脱字符 (^)</translation>
    </message>
    <message>
      <source>Cell</source>
      <translation>单元格</translation>
    </message>
    <message>
      <source>Cells are changed, and read in another way the rows are others. Save or discard them first.</source>
      <translation>有单元格已修改，换一种方式读取后行会不同。请先保存或放弃这些修改。</translation>
    </message>
    <message>
      <source>Certainty</source>
      <translation>确定度</translation>
    </message>
    <message>
      <source>Change</source>
      <translation>变化</translation>
    </message>
    <message>
      <source>Change line {line}</source>
      <translation>修改第 {line} 行</translation>
    </message>
    <message>
      <source>Change of {score}</source>
      <translation>{score}的变化</translation>
    </message>
    <message>
      <source>Change the cell that was chosen (F2, or a double click).</source>
      <translation>修改所选单元格（F2 或双击）。</translation>
    </message>
    <message>
      <source>Change the text of this cell.</source>
      <translation>修改此单元格的文本。</translation>
    </message>
    <message>
      <source>Change {n} rows</source>
      <translation>修改 {n} 行</translation>
    </message>
    <message>
      <source>Charts of certainty</source>
      <translation>确定度图表</translation>
    </message>
    <message>
      <source>Check</source>
      <translation>体检</translation>
    </message>
    <message>
      <source>Checking {name}</source>
      <translation>正在检查 {name}</translation>
    </message>
    <message>
      <source>Choose a column</source>
      <translation>选择一列</translation>
    </message>
    <message>
      <source>Choose a file with texts that have no label yet.</source>
      <translation>选择一个含有尚无标签的文本的文件。</translation>
    </message>
    <message>
      <source>Choose a file …</source>
      <translation>选择文件…</translation>
    </message>
    <message>
      <source>Choose a finished run to see what it has come to.</source>
      <translation>选择一个已完成的训练，查看它的结果。</translation>
    </message>
    <message>
      <source>Choose a label</source>
      <translation>选择标签</translation>
    </message>
    <message>
      <source>Choose a label or write a new one.</source>
      <translation>选择一个标签或输入新标签。</translation>
    </message>
    <message>
      <source>Choose a run above.</source>
      <translation>请在上方选择一次训练。</translation>
    </message>
    <message>
      <source>Choose a table</source>
      <translation>选择表格</translation>
    </message>
    <message>
      <source>Choose a table with texts and press Find. The rows that the adapter is least certain of come first: a label for one of them usually teaches more than one for a row that it knows.</source>
      <translation>选择一个含有文本的表格并按“查找”。适配器最不确定的行排在最前面：为其中一行加标签，通常比为它已懂的行加标签更有帮助。</translation>
    </message>
    <message>
      <source>Choose a table …</source>
      <translation>选择表格…</translation>
    </message>
    <message>
      <source>Choose a table; several files are one table (Ctrl+I).</source>
      <translation>选择表格；多个文件合为一个表格 (Ctrl+I)。</translation>
    </message>
    <message>
      <source>Choose among the likeliest words that together have this share of the probability.</source>
      <translation>从概率合计达到此比例的最可能的词中选择。</translation>
    </message>
    <message>
      <source>Choose finished runs above that differ in one setting. Repeat … trains a run once with each of several values.</source>
      <translation>请在上方选择只有一个设置不同的已完成训练。“重复…”可用多个值各训练一次。</translation>
    </message>
    <message>
      <source>Choose how the soft prompt is made.</source>
      <translation>选择软提示的构成方式。</translation>
    </message>
    <message>
      <source>Choose one to see its result, several to see them together.</source>
      <translation>选择一次训练查看其结果，选择多次则一起查看。</translation>
    </message>
    <message>
      <source>Choose the base model.</source>
      <translation>选择基座模型。</translation>
    </message>
    <message>
      <source>Choose this base model.</source>
      <translation>选择此基座模型。</translation>
    </message>
    <message>
      <source>Choose two finished runs above that were measured on the same rows.</source>
      <translation>请在上方选择两个已完成、且在相同行上评测过的训练。</translation>
    </message>
    <message>
      <source>Chosen runs</source>
      <translation>所选训练</translation>
    </message>
    <message>
      <source>Class balance</source>
      <translation>类别分布</translation>
    </message>
    <message>
      <source>Class weights</source>
      <translation>类别权重</translation>
    </message>
    <message>
      <source>Classes</source>
      <translation>分类</translation>
    </message>
    <message>
      <source>Click a cell, or press Enter on it, to see its rows.</source>
      <translation>单击单元格，或在其上按 Enter，查看其中的行。</translation>
    </message>
    <message>
      <source>Click a heading to sort.</source>
      <translation>点击列标题排序。</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>Close all the same</source>
      <translation>仍然关闭</translation>
    </message>
    <message>
      <source>Close message</source>
      <translation>关闭消息</translation>
    </message>
    <message>
      <source>Close the help (F1, Esc).</source>
      <translation>关闭帮助 (F1, Esc)。</translation>
    </message>
    <message>
      <source>Close the log.</source>
      <translation>关闭日志。</translation>
    </message>
    <message>
      <source>Close the table (Esc).</source>
      <translation>关闭表格 (Esc)。</translation>
    </message>
    <message>
      <source>Close the tour (Esc). It is in the Help menu.</source>
      <translation>关闭导览 (Esc)。可从“帮助”菜单再次打开。</translation>
    </message>
    <message>
      <source>Close the window</source>
      <translation>关闭窗口</translation>
    </message>
    <message>
      <source>Close the window and open it again.</source>
      <translation>关闭窗口并重新打开。</translation>
    </message>
    <message>
      <source>Close the window and training goes on.</source>
      <translation>关闭窗口后训练继续进行。</translation>
    </message>
    <message>
      <source>Close the window; the training goes on.</source>
      <translation>关闭窗口，训练继续。</translation>
    </message>
    <message>
      <source>Close the window; trainings go on.</source>
      <translation>关闭窗口，训练继续进行。</translation>
    </message>
    <message>
      <source>Close these rows.</source>
      <translation>关闭这些行。</translation>
    </message>
    <message>
      <source>Close this message (Esc).</source>
      <translation>关闭此消息 (Esc)。</translation>
    </message>
    <message>
      <source>Close this message and go on.</source>
      <translation>关闭此消息并继续。</translation>
    </message>
    <message>
      <source>Close this message; the studio goes on.</source>
      <translation>关闭此消息，程序继续运行。</translation>
    </message>
    <message>
      <source>Close what was found.</source>
      <translation>关闭体检结果。</translation>
    </message>
    <message>
      <source>Close without a change.</source>
      <translation>关闭而不做更改。</translation>
    </message>
    <message>
      <source>Close; nothing is fetched.</source>
      <translation>关闭；不获取任何内容。</translation>
    </message>
    <message>
      <source>Colon</source>
      <translation>冒号</translation>
    </message>
    <message>
      <source>Colours of the window.</source>
      <translation>窗口的颜色。</translation>
    </message>
    <message>
      <source>Column</source>
      <translation>列</translation>
    </message>
    <message>
      <source>Column to filter</source>
      <translation>筛选的列</translation>
    </message>
    <message>
      <source>Column {column}</source>
      <translation>列 {column}</translation>
    </message>
    <message>
      <source>Comes with the studio</source>
      <translation>随程序附带</translation>
    </message>
    <message>
      <source>Comma</source>
      <translation>逗号</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>比较</translation>
    </message>
    <message>
      <source>Computing</source>
      <translation>计算</translation>
    </message>
    <message>
      <source>Computing …</source>
      <translation>正在计算…</translation>
    </message>
    <message>
      <source>Configuration</source>
      <translation>配置</translation>
    </message>
    <message>
      <source>Confirm {n} label</source>
      <translation>确认 {n} 个标签</translation>
    </message>
    <message>
      <source>Confirm {n} labels</source>
      <translation>确认 {n} 个标签</translation>
    </message>
    <message>
      <source>Confusion matrix</source>
      <translation>混淆矩阵</translation>
    </message>
    <message>
      <source>Constant</source>
      <translation>恒定</translation>
    </message>
    <message>
      <source>Context</source>
      <translation>上下文</translation>
    </message>
    <message>
      <source>Copy</source>
      <translation>复制</translation>
    </message>
    <message>
      <source>Copy all of it as text.</source>
      <translation>将全部内容复制为文本。</translation>
    </message>
    <message>
      <source>Copy as command</source>
      <translation>复制为命令</translation>
    </message>
    <message>
      <source>Copy as run.toml</source>
      <translation>复制为 run.toml</translation>
    </message>
    <message>
      <source>Copy it to a folder or a zip archive that others can load.</source>
      <translation>复制为他人可以加载的文件夹或 zip 压缩包。</translation>
    </message>
    <message>
      <source>Copy the adapter to a folder or a zip archive.</source>
      <translation>将适配器复制到文件夹或 ZIP 压缩包。</translation>
    </message>
    <message>
      <source>Copy the lines that are shown.</source>
      <translation>复制显示的行。</translation>
    </message>
    <message>
      <source>Copy the text of this cell.</source>
      <translation>复制此单元格的文本。</translation>
    </message>
    <message>
      <source>Copy the whole table, for a spreadsheet.</source>
      <translation>复制整个表格，可粘贴到电子表格中。</translation>
    </message>
    <message>
      <source>Copy this run's adapter to a folder or a zip archive.</source>
      <translation>将此训练的适配器复制到文件夹或 ZIP 压缩包。</translation>
    </message>
    <message>
      <source>Correct what adapters get wrong, and train on from there.</source>
      <translation>更正适配器的错误，并从那里继续训练。</translation>
    </message>
    <message>
      <source>Correct what adapters get wrong.</source>
      <translation>更正适配器答错的内容。</translation>
    </message>
    <message>
      <source>Corrections</source>
      <translation>更正</translation>
    </message>
    <message>
      <source>Corrections ({count:,})</source>
      <translation>更正（{count:,}）</translation>
    </message>
    <message>
      <source>Cosine</source>
      <translation>余弦</translation>
    </message>
    <message>
      <source>Counting tokens</source>
      <translation>正在统计词元</translation>
    </message>
    <message>
      <source>Counting tokens …</source>
      <translation>正在统计词元…</translation>
    </message>
    <message>
      <source>Crash of {when}</source>
      <translation>{when} 的崩溃报告</translation>
    </message>
    <message>
      <source>Curves</source>
      <translation>曲线</translation>
    </message>
    <message>
      <source>Curves, results and settings of the runs chosen above.</source>
      <translation>上方所选训练的曲线、结果和设置。</translation>
    </message>
    <message>
      <source>Cut by the model</source>
      <translation>被模型截断</translation>
    </message>
    <message>
      <source>Cut long texts</source>
      <translation>截断长文本</translation>
    </message>
    <message>
      <source>Cutting texts into tokens</source>
      <translation>将文本切分为词元</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>深色</translation>
    </message>
    <message>
      <source>Data</source>
      <translation>数据</translation>
    </message>
    <message>
      <source>Data set</source>
      <translation>数据集</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>删除</translation>
    </message>
    <message>
      <source>Delete a base model</source>
      <translation>删除基座模型</translation>
    </message>
    <message>
      <source>Delete adapter {adapter}</source>
      <translation>删除适配器 {adapter}</translation>
    </message>
    <message>
      <source>Delete adapter {adapter}? Undo brings it back.</source>
      <translation>删除适配器 {adapter}？可通过撤销恢复。</translation>
    </message>
    <message>
      <source>Delete run {run}</source>
      <translation>删除训练 {run}</translation>
    </message>
    <message>
      <source>Delete the chosen runs (Delete key). Undo brings them back.</source>
      <translation>删除所选训练（Delete 键）。撤销可恢复。</translation>
    </message>
    <message>
      <source>Delete this adapter (Delete key). Undo brings it back.</source>
      <translation>删除此适配器（Delete 键）。可通过撤销恢复。</translation>
    </message>
    <message>
      <source>Delete {count:,} runs? Undo brings them back.</source>
      <translation>删除 {count:,} 次训练？撤销可恢复。</translation>
    </message>
    <message>
      <source>Delete {model}</source>
      <translation>删除 {model}</translation>
    </message>
    <message>
      <source>Delete {model} from this disk.</source>
      <translation>从磁盘删除 {model}。</translation>
    </message>
    <message>
      <source>Delete {model}, all its revisions, from this disk? {size} become free. Other programs that use the hub's cache lose it, too; adapters stay, and need it downloaded again.</source>
      <translation>从本机磁盘删除 {model} 及其所有修订版？将释放 {size}。使用 Hub 缓存的其他程序也将失去它；适配器会保留，但使用时需要重新下载该模型。</translation>
    </message>
    <message>
      <source>Delete {run}? Undo brings it back.</source>
      <translation>删除 {run}？撤销可恢复。</translation>
    </message>
    <message>
      <source>Deleting {name}</source>
      <translation>正在删除 {name}</translation>
    </message>
    <message>
      <source>Delimiter</source>
      <translation>分隔符</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>放弃</translation>
    </message>
    <message>
      <source>Discard changes</source>
      <translation>放弃修改</translation>
    </message>
    <message>
      <source>Distance from the start</source>
      <translation>与起点的距离</translation>
    </message>
    <message>
      <source>Do not learn from this table. It stays in the project.</source>
      <translation>不从此表格学习。它仍保留在项目中。</translation>
    </message>
    <message>
      <source>Do the same next time</source>
      <translation>下次同样处理</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>完成</translation>
    </message>
    <message>
      <source>Double-click a word, or press F2, to write another.</source>
      <translation>双击标签词或按 F2 可输入其他词。</translation>
    </message>
    <message>
      <source>Double-click or press F2 to write another word.</source>
      <translation>双击或按 F2 可输入其他词。</translation>
    </message>
    <message>
      <source>Download</source>
      <translation>下载</translation>
    </message>
    <message>
      <source>Download of {model}</source>
      <translation>{model} 的下载</translation>
    </message>
    <message>
      <source>Download the rest.</source>
      <translation>下载其余部分。</translation>
    </message>
    <message>
      <source>Download this model once; then it works offline.</source>
      <translation>下载此模型一次，之后即可离线使用。</translation>
    </message>
    <message>
      <source>Download {model}</source>
      <translation>下载 {model}</translation>
    </message>
    <message>
      <source>Downloaded from the hub</source>
      <translation>从 Hub 下载</translation>
    </message>
    <message>
      <source>Downloading</source>
      <translation>正在下载</translation>
    </message>
    <message>
      <source>Drag to move, turn the wheel to zoom. Fit shows everything again.</source>
      <translation>拖动可移动，滚轮可缩放。“全部显示”恢复完整视图。</translation>
    </message>
    <message>
      <source>Drawing (*.svg)</source>
      <translation>矢量图 (*.svg)</translation>
    </message>
    <message>
      <source>Drift</source>
      <translation>漂移</translation>
    </message>
    <message>
      <source>Drift by</source>
      <translation>漂移依据</translation>
    </message>
    <message>
      <source>Drift of virtual tokens</source>
      <translation>虚拟词元的漂移</translation>
    </message>
    <message>
      <source>Drop a table here</source>
      <translation>将表格拖放到此处</translation>
    </message>
    <message>
      <source>Drop {n} correction</source>
      <translation>去掉 {n} 处更正</translation>
    </message>
    <message>
      <source>Drop {n} corrections</source>
      <translation>去掉 {n} 处更正</translation>
    </message>
    <message>
      <source>E&amp;xclude or take in {n} row</source>
      <translation>排除或加入 {n} 行(&amp;X)</translation>
    </message>
    <message>
      <source>E&amp;xclude or take in {n} rows</source>
      <translation>排除或加入 {n} 行(&amp;X)</translation>
    </message>
    <message>
      <source>Each epoch</source>
      <translation>每轮</translation>
    </message>
    <message>
      <source>Each field is a token; a dot is a space. The answer has a dashed line.</source>
      <translation>每个格子是一个词元；圆点表示空格。答案用虚线框出。</translation>
    </message>
    <message>
      <source>Edit</source>
      <translation>编辑</translation>
    </message>
    <message>
      <source>Empty cells</source>
      <translation>空单元格</translation>
    </message>
    <message>
      <source>Encoding</source>
      <translation>编码</translation>
    </message>
    <message>
      <source>Encoding, delimiter, quoting and header; each can be overruled.</source>
      <translation>编码、分隔符、引号和表头；每一项都可以更改。</translation>
    </message>
    <message>
      <source>End now and keep the best so far as the adapter.</source>
      <translation>现在结束，把目前最佳的结果保留为适配器。</translation>
    </message>
    <message>
      <source>End the answers that are being written.</source>
      <translation>结束正在生成的回答。</translation>
    </message>
    <message>
      <source>End the measurements.</source>
      <translation>结束测量。</translation>
    </message>
    <message>
      <source>End the run without an adapter. Its curves stay.</source>
      <translation>结束训练，不生成适配器。曲线会保留。</translation>
    </message>
    <message>
      <source>End the search and close.</source>
      <translation>结束寻找并关闭。</translation>
    </message>
    <message>
      <source>End the tour</source>
      <translation>结束导览</translation>
    </message>
    <message>
      <source>End what is being asked.</source>
      <translation>结束正在进行的提问。</translation>
    </message>
    <message>
      <source>End what is being computed.</source>
      <translation>结束正在进行的计算。</translation>
    </message>
    <message>
      <source>End without an adapter.</source>
      <translation>结束训练，不产生适配器。</translation>
    </message>
    <message>
      <source>Ending with the best so far …</source>
      <translation>正在结束并保留目前最好的结果…</translation>
    </message>
    <message>
      <source>Ending …</source>
      <translation>正在结束…</translation>
    </message>
    <message>
      <source>Enter takes it, Shift+Enter begins a line, Escape goes back.</source>
      <translation>Enter 确认，Shift+Enter 换行，Escape 放弃。</translation>
    </message>
    <message>
      <source>Entity F1</source>
      <translation>实体 F1</translation>
    </message>
    <message>
      <source>Even out</source>
      <translation>改为均衡</translation>
    </message>
    <message>
      <source>Every row is an example: a text, and the answer to learn. What could not be read stands below, with its line.</source>
      <translation>每一行是一个例子：一段文本和要学的答案。无法读取的行连同行号列在下方。</translation>
    </message>
    <message>
      <source>Every row is asked, and the answers are saved as a CSV file with a column a pane.</source>
      <translation>逐行提问，回答保存为 CSV 文件，每个窗格一列。</translation>
    </message>
    <message>
      <source>Every row of {table} was labelled or passed over. Choose another table.</source>
      <translation>{table} 的每一行都已标注或跳过。请选择另一个表格。</translation>
    </message>
    <message>
      <source>Every training stays here with its settings, curves and result.</source>
      <translation>每次训练的设置、曲线和结果都保留在这里。</translation>
    </message>
    <message>
      <source>Exact match</source>
      <translation>完全匹配</translation>
    </message>
    <message>
      <source>Examples a second</source>
      <translation>每秒样本数</translation>
    </message>
    <message>
      <source>Exclude</source>
      <translation>排除</translation>
    </message>
    <message>
      <source>Exclude {n} row</source>
      <translation>排除 {n} 行</translation>
    </message>
    <message>
      <source>Exclude {n} rows</source>
      <translation>排除 {n} 行</translation>
    </message>
    <message>
      <source>Excluded</source>
      <translation>已排除</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>导出</translation>
    </message>
    <message>
      <source>Export {name}</source>
      <translation>导出 {name}</translation>
    </message>
    <message>
      <source>Exporting the adapter</source>
      <translation>正在导出适配器</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>失败</translation>
    </message>
    <message>
      <source>Fetch</source>
      <translation>获取</translation>
    </message>
    <message>
      <source>Fetch a data set of the Hugging Face hub (Ctrl+Shift+H).</source>
      <translation>获取 Hugging Face Hub 的数据集 (Ctrl+Shift+H)。</translation>
    </message>
    <message>
      <source>Fetch a data set of the Hugging Face hub as the table.</source>
      <translation>获取 Hugging Face Hub 的数据集作为表格。</translation>
    </message>
    <message>
      <source>Fetch the files into the project. Each is checked, and no code of a data set is run.</source>
      <translation>把文件获取到项目中。每个文件都会校验，不运行数据集的任何代码。</translation>
    </message>
    <message>
      <source>Fetching the model</source>
      <translation>正在获取模型</translation>
    </message>
    <message>
      <source>Fetching {name}</source>
      <translation>正在获取 {name}</translation>
    </message>
    <message>
      <source>Fetching {name} …</source>
      <translation>正在获取 {name} …</translation>
    </message>
    <message>
      <source>Figures: {chart}</source>
      <translation>数值：{chart}</translation>
    </message>
    <message>
      <source>File</source>
      <translation>文件</translation>
    </message>
    <message>
      <source>Filter</source>
      <translation>筛选</translation>
    </message>
    <message>
      <source>Filter lines</source>
      <translation>筛选行</translation>
    </message>
    <message>
      <source>Filter rows</source>
      <translation>筛选行</translation>
    </message>
    <message>
      <source>Final test</source>
      <translation>最终测试</translation>
    </message>
    <message>
      <source>Find</source>
      <translation>查找</translation>
    </message>
    <message>
      <source>Find a learning rate</source>
      <translation>寻找学习率</translation>
    </message>
    <message>
      <source>Find a learning rate …</source>
      <translation>寻找学习率…</translation>
    </message>
    <message>
      <source>Find the least certainty with which so many answers are right.</source>
      <translation>找出能使这么多回答正确的最低确定度。</translation>
    </message>
    <message>
      <source>Findings</source>
      <translation>体检结果</translation>
    </message>
    <message>
      <source>Finished</source>
      <translation>已完成</translation>
    </message>
    <message>
      <source>First</source>
      <translation>首个</translation>
    </message>
    <message>
      <source>First row names the columns</source>
      <translation>首行是列名</translation>
    </message>
    <message>
      <source>First rows</source>
      <translation>前几行</translation>
    </message>
    <message>
      <source>First the base model is measured without a soft prompt, so that the result has something to stand beside.</source>
      <translation>首先评估没有软提示的基座模型，使结果有所比较。</translation>
    </message>
    <message>
      <source>Fit</source>
      <translation>全部显示</translation>
    </message>
    <message>
      <source>Fits {method}</source>
      <translation>适合{method}</translation>
    </message>
    <message>
      <source>Fixed words among the virtual tokens</source>
      <translation>虚拟词元之间的固定词</translation>
    </message>
    <message>
      <source>Fixed words of the template</source>
      <translation>模板中的固定词</translation>
    </message>
    <message>
      <source>Folder (*)</source>
      <translation>文件夹 (*)</translation>
    </message>
    <message>
      <source>Folders</source>
      <translation>文件夹</translation>
    </message>
    <message>
      <source>For pairs, such as a question and a passage; it stands below the first.</source>
      <translation>用于成对的文本，例如问题和段落；它位于第一列文本之下。</translation>
    </message>
    <message>
      <source>For {model}</source>
      <translation>用于 {model}</translation>
    </message>
    <message>
      <source>Forget</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Forget token</source>
      <translation>删除令牌</translation>
    </message>
    <message>
      <source>Forget {project}</source>
      <translation>移除 {project}</translation>
    </message>
    <message>
      <source>Forgetting the token</source>
      <translation>正在删除令牌</translation>
    </message>
    <message>
      <source>Frequent words</source>
      <translation>常用词</translation>
    </message>
    <message>
      <source>From</source>
      <translation>来源</translation>
    </message>
    <message>
      <source>From a file …</source>
      <translation>从文件…</translation>
    </message>
    <message>
      <source>From a table to an adapter, in two minutes.</source>
      <translation>两分钟了解从表格到适配器的过程。</translation>
    </message>
    <message>
      <source>From run {run}</source>
      <translation>来自训练 {run}</translation>
    </message>
    <message>
      <source>From the hub …</source>
      <translation>从 Hub 获取 …</translation>
    </message>
    <message>
      <source>From the hub: {name}, {split}, revision {revision}.</source>
      <translation>来自 Hub：{name}，{split}，修订版 {revision}。</translation>
    </message>
    <message>
      <source>From {low:,g} to {high:,g}.</source>
      <translation>从 {low:,g} 到 {high:,g}。</translation>
    </message>
    <message>
      <source>Further tables</source>
      <translation>其他表格</translation>
    </message>
    <message>
      <source>Gates</source>
      <translation>门控</translation>
    </message>
    <message>
      <source>Gates: {adapter}</source>
      <translation>门控：{adapter}</translation>
    </message>
    <message>
      <source>Give the chosen rows their likely label (Alt+R).</source>
      <translation>将所选行改为可能的标签 (Alt+R)。</translation>
    </message>
    <message>
      <source>Give the chosen rows this label in the next version of the table.</source>
      <translation>在表格的下一版本中，将所选行改为此标签。</translation>
    </message>
    <message>
      <source>Give the download up, and throw away what has come.</source>
      <translation>放弃下载，并丢弃已下载的部分。</translation>
    </message>
    <message>
      <source>Give this adapter another name.</source>
      <translation>为此适配器另取名称。</translation>
    </message>
    <message>
      <source>Give this run another name.</source>
      <translation>给此训练换一个名称。</translation>
    </message>
    <message>
      <source>Given</source>
      <translation>原标签</translation>
    </message>
    <message>
      <source>Given is</source>
      <translation>原标签概率</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Go on from the last checkpoint.</source>
      <translation>从最近的检查点继续。</translation>
    </message>
    <message>
      <source>Go on in the background</source>
      <translation>在后台继续</translation>
    </message>
    <message>
      <source>Go on with the next step.</source>
      <translation>继续下一步。</translation>
    </message>
    <message>
      <source>Go on with the run that was paused or interrupted last.</source>
      <translation>继续最近暂停或中断的训练。</translation>
    </message>
    <message>
      <source>Go on with this run from its last checkpoint.</source>
      <translation>从最近的检查点继续此训练。</translation>
    </message>
    <message>
      <source>Go to Data</source>
      <translation>前往数据</translation>
    </message>
    <message>
      <source>Go to Data.</source>
      <translation>前往“数据”。</translation>
    </message>
    <message>
      <source>Go to Method</source>
      <translation>前往方法</translation>
    </message>
    <message>
      <source>Go to Model.</source>
      <translation>前往“模型”。</translation>
    </message>
    <message>
      <source>Go to Train</source>
      <translation>前往训练</translation>
    </message>
    <message>
      <source>Gradient norm</source>
      <translation>梯度范数</translation>
    </message>
    <message>
      <source>Hard prompt</source>
      <translation>硬提示</translation>
    </message>
    <message>
      <source>Header</source>
      <translation>表头</translation>
    </message>
    <message>
      <source>Help</source>
      <translation>帮助</translation>
    </message>
    <message>
      <source>Here your adapter answers texts of your own, beside the base model that never learned.</source>
      <translation>在这里，适配器回答你自己的文本，旁边是未经学习的基座模型。</translation>
    </message>
    <message>
      <source>Hide rows that the prompt was trained on.</source>
      <translation>隐藏提示训练时用过的行。</translation>
    </message>
    <message>
      <source>History</source>
      <translation>历史</translation>
    </message>
    <message>
      <source>Hold Ctrl or Shift to choose several.</source>
      <translation>按住 Ctrl 或 Shift 可选择多个。</translation>
    </message>
    <message>
      <source>Home</source>
      <translation>主页</translation>
    </message>
    <message>
      <source>How a row is written for the model: words, columns in braces, virtual tokens as {soft:20}.</source>
      <translation>一行数据以何种写法交给模型：文字、花括号中的列、写作 {soft:20} 的虚拟词元。</translation>
    </message>
    <message>
      <source>How far each attention head lets the prompt in: 0 is not at all, as training began.</source>
      <translation>每个注意力头让提示通过多少：0 为完全不通过，即训练开始时的状态。</translation>
    </message>
    <message>
      <source>How far to trust {adapter}</source>
      <translation>{adapter} 有多可信</translation>
    </message>
    <message>
      <source>How it moved is not known, since its steps were not kept. Trainings of this program keep them beside the run's adapter; an adapter from elsewhere brings none.</source>
      <translation>没有保留训练步，因此不知道它如何移动。本程序的训练会将其保存在适配器旁；别处来的适配器则没有。</translation>
    </message>
    <message>
      <source>How like virtual tokens are to each other.</source>
      <translation>虚拟词元彼此有多相似。</translation>
    </message>
    <message>
      <source>How likely it finds each label. Click the right one to teach it.</source>
      <translation>它认为每个标签有多大可能。单击正确的标签来教它。</translation>
    </message>
    <message>
      <source>How likely the adapter finds the given label.</source>
      <translation>适配器认为原标签正确的概率。</translation>
    </message>
    <message>
      <source>How likely the adapter finds the likely label.</source>
      <translation>适配器认为可能标签正确的概率。</translation>
    </message>
    <message>
      <source>How likely the model finds each label.</source>
      <translation>模型认为每个标签的可能性。</translation>
    </message>
    <message>
      <source>How long the vectors are, beside those of words.</source>
      <translation>向量的长度，与词向量对照。</translation>
    </message>
    <message>
      <source>How long the vectors are, or how far each head lets them in.</source>
      <translation>向量有多长，或每个注意力头让它们通过多少。</translation>
    </message>
    <message>
      <source>How many numbers were learned.</source>
      <translation>学到了多少个数值。</translation>
    </message>
    <message>
      <source>How many of its steps the training has made.</source>
      <translation>训练已完成多少步。</translation>
    </message>
    <message>
      <source>How many of the measurements are made.</source>
      <translation>已完成多少次测量。</translation>
    </message>
    <message>
      <source>How many of the rows are counted.</source>
      <translation>已统计了多少行。</translation>
    </message>
    <message>
      <source>How many of the steps are done.</source>
      <translation>已完成多少步。</translation>
    </message>
    <message>
      <source>How many rows</source>
      <translation>行数</translation>
    </message>
    <message>
      <source>How many rows are answered, over all panes.</source>
      <translation>所有窗格中已回答的行数。</translation>
    </message>
    <message>
      <source>How many rows are asked.</source>
      <translation>已提问多少行。</translation>
    </message>
    <message>
      <source>How many rows each label has. Choose a bar to see its rows.</source>
      <translation>每个标签有多少行。选择一个条形可查看它的行。</translation>
    </message>
    <message>
      <source>How many rows have how many tokens. Choose a bar to see its rows.</source>
      <translation>各种词元数的行有多少。选择一个条形可查看它的行。</translation>
    </message>
    <message>
      <source>How many standard deviations its length lies above the mean of words' lengths.</source>
      <translation>其长度比词向量的平均长度高出多少个标准差。</translation>
    </message>
    <message>
      <source>How many steps a point of the strong line is the mean of. The faint line is each step.</source>
      <translation>深色线上的每个点是多少步的平均值。浅色线是每一步的值。</translation>
    </message>
    <message>
      <source>How many virtual tokens it takes, kept from the first.</source>
      <translation>从第一个起保留，需要多少个虚拟词元。</translation>
    </message>
    <message>
      <source>How much of it is here.</source>
      <translation>已有多少。</translation>
    </message>
    <message>
      <source>How much of the model is here.</source>
      <translation>模型已下载了多少。</translation>
    </message>
    <message>
      <source>How much of the training is done.</source>
      <translation>训练已完成多少。</translation>
    </message>
    <message>
      <source>How much {score} changes when one virtual token is left out, on {rows:,} of {of_rows:,} rows of {data}. With all tokens it is {whole:.4f}.</source>
      <translation>去除一个虚拟词元时{score}的变化，测于 {data} 的 {of_rows:,} 行中的 {rows:,} 行。使用全部词元时为 {whole:.4f}。</translation>
    </message>
    <message>
      <source>How sure it was.</source>
      <translation>有多大把握。</translation>
    </message>
    <message>
      <source>How the file was read</source>
      <translation>文件读取方式</translation>
    </message>
    <message>
      <source>How the soft prompt is made and trained.</source>
      <translation>软提示如何构成和训练。</translation>
    </message>
    <message>
      <source>How the soft prompt is made, where it stands, and how it is trained.</source>
      <translation>软提示如何构成、放在哪里以及如何训练。</translation>
    </message>
    <message>
      <source>How the soft prompt is made. What is recommended is filled in, and you may leave it so.</source>
      <translation>软提示如何构成。推荐的设置已经填好，可以保持原样。</translation>
    </message>
    <message>
      <source>How the tokens that the model reads at once are used by this row.</source>
      <translation>模型一次能读取的词元被这一行占用了多少。</translation>
    </message>
    <message>
      <source>How virtual tokens moved while they were trained.</source>
      <translation>虚拟词元在训练中如何移动。</translation>
    </message>
    <message>
      <source>Hub model</source>
      <translation>Hub 模型</translation>
    </message>
    <message>
      <source>Hub token</source>
      <translation>Hub 令牌</translation>
    </message>
    <message>
      <source>Hugging Face hub</source>
      <translation>Hugging Face Hub</translation>
    </message>
    <message>
      <source>If you close the window all the same, it goes on, and is picked up when you come back.</source>
      <translation>如果仍要关闭窗口，训练会继续进行，下次打开时会重新接上。</translation>
    </message>
    <message>
      <source>Import &amp;adapter folder …</source>
      <translation>导入适配器文件夹(&amp;A)…</translation>
    </message>
    <message>
      <source>Import a table</source>
      <translation>导入表格</translation>
    </message>
    <message>
      <source>Import a table and choose its columns.</source>
      <translation>导入表格并选择它的列。</translation>
    </message>
    <message>
      <source>Import a table into the project, and learn from it too.</source>
      <translation>将表格导入项目，并一同学习。</translation>
    </message>
    <message>
      <source>Import adapter &amp;file …</source>
      <translation>导入适配器文件(&amp;F)…</translation>
    </message>
    <message>
      <source>Import an adapter file</source>
      <translation>导入适配器文件</translation>
    </message>
    <message>
      <source>Import an adapter folder</source>
      <translation>导入适配器文件夹</translation>
    </message>
    <message>
      <source>Import an adapter's folder.</source>
      <translation>导入适配器文件夹。</translation>
    </message>
    <message>
      <source>Import an adapter's zip, a soft prompt of KoboldAI (.zip) or of Google's (.npy).</source>
      <translation>导入适配器的 zip 文件，或 KoboldAI（.zip）、Google（.npy）的软提示。</translation>
    </message>
    <message>
      <source>Import an adapter.</source>
      <translation>导入适配器。</translation>
    </message>
    <message>
      <source>Import another table; several files are one table (Ctrl+I).</source>
      <translation>导入另一个表格；可选多个文件合为一个表格 (Ctrl+I)。</translation>
    </message>
    <message>
      <source>Import table from the &amp;hub …</source>
      <translation>从 Hub 导入表格(&amp;H) …</translation>
    </message>
    <message>
      <source>Import …</source>
      <translation>导入…</translation>
    </message>
    <message>
      <source>Imported</source>
      <translation>导入的</translation>
    </message>
    <message>
      <source>Importing {name}</source>
      <translation>正在导入 {name}</translation>
    </message>
    <message>
      <source>In brackets: the 95 % interval (Wilson).</source>
      <translation>括号内：95 % 区间（Wilson）。</translation>
    </message>
    <message>
      <source>In the middle</source>
      <translation>截去中间</translation>
    </message>
    <message>
      <source>In the test table, too</source>
      <translation>也在测试表格中</translation>
    </message>
    <message>
      <source>Inspect</source>
      <translation>剖析</translation>
    </message>
    <message>
      <source>Inspector</source>
      <translation>剖析</translation>
    </message>
    <message>
      <source>Interrupted</source>
      <translation>已中断</translation>
    </message>
    <message>
      <source>Is near</source>
      <translation>接近</translation>
    </message>
    <message>
      <source>It has no column "{column}". Choose another one.</source>
      <translation>没有“{column}”这一列。请选择其他列。</translation>
    </message>
    <message>
      <source>It has no table yet.</source>
      <translation>还没有表格。</translation>
    </message>
    <message>
      <source>It is being looked at …</source>
      <translation>正在查看…</translation>
    </message>
    <message>
      <source>It is not said what to learn. Choose the answer column on the Data page.</source>
      <translation>还没有指定要学什么。请在数据页面选择答案列。</translation>
    </message>
    <message>
      <source>It is {points:.1f} points better than {who}, but on so few rows that may be chance: the interval reaches down to {low}.</source>
      <translation>它比“{who}”高 {points:.1f} 个百分点，但行数这么少，可能只是偶然：区间下限低至 {low}。</translation>
    </message>
    <message>
      <source>It is {points:.1f} points of {metric} better than {who}.</source>
      <translation>它的{metric}比“{who}”高 {points:.1f} 个百分点。</translation>
    </message>
    <message>
      <source>It learns from {n} further table at once, and each table's own prompt is trained before, so it takes many more steps than that.</source>
      <translation>它同时还从另外 {n} 个表格学习，并且事先要训练每个表格各自的提示，因此所需步数远多于此。</translation>
    </message>
    <message>
      <source>It learns from {n} further tables at once, and each table's own prompt is trained before, so it takes many more steps than that.</source>
      <translation>它同时还从另外 {n} 个表格学习，并且事先要训练每个表格各自的提示，因此所需步数远多于此。</translation>
    </message>
    <message>
      <source>It shows {tokens} of how virtual tokens differ and {words} of how words do; the rest is not seen here.</source>
      <translation>它显示了虚拟词元差异的 {tokens} 和词差异的 {words}；其余在此不可见。</translation>
    </message>
    <message>
      <source>It shows {tokens} of how virtual tokens differ; the rest is not seen here.</source>
      <translation>它显示了虚拟词元差异的 {tokens}；其余在此不可见。</translation>
    </message>
    <message>
      <source>It stops early when {n} evaluation brings nothing better.</source>
      <translation>连续 {n} 次评估没有更好的结果时提前停止。</translation>
    </message>
    <message>
      <source>It stops early when {n} evaluations bring nothing better.</source>
      <translation>连续 {n} 次评估没有更好的结果时提前停止。</translation>
    </message>
    <message>
      <source>It was cancelled before the adapter was looked at.</source>
      <translation>在查看适配器之前已取消。</translation>
    </message>
    <message>
      <source>It was started again.</source>
      <translation>已重新启动。</translation>
    </message>
    <message>
      <source>Its figures, to be read and copied.</source>
      <translation>图表的数值，可阅读和复制。</translation>
    </message>
    <message>
      <source>Its hard prompt</source>
      <translation>它的硬提示</translation>
    </message>
    <message>
      <source>Its name, or when it began.</source>
      <translation>它的名称，或开始的时间。</translation>
    </message>
    <message>
      <source>Its owner asks for consent first:</source>
      <translation>其所有者要求先同意：</translation>
    </message>
    <message>
      <source>Its owner asks for consent: {page}</source>
      <translation>其所有者要求先同意：{page}</translation>
    </message>
    <message>
      <source>Its prompt begins at the adapter; its classification head begins anew.</source>
      <translation>提示从该适配器开始，分类头则重新开始。</translation>
    </message>
    <message>
      <source>Its rows are asked; labels that it has are not looked at.</source>
      <translation>对它的各行提问；不看它已有的标签。</translation>
    </message>
    <message>
      <source>Its settings as a file for the command line.</source>
      <translation>将其设置作为供命令行使用的文件。</translation>
    </message>
    <message>
      <source>Its table is there. Go on to training.</source>
      <translation>表格已就绪，可以开始训练。</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>保留</translation>
    </message>
    <message>
      <source>Keep a token</source>
      <translation>保存令牌</translation>
    </message>
    <message>
      <source>Keep apart</source>
      <translation>分开</translation>
    </message>
    <message>
      <source>Keep it</source>
      <translation>保留下来</translation>
    </message>
    <message>
      <source>Keep the labels; these rows are not shown again (Alt+G).</source>
      <translation>保留标签；这些行不再显示 (Alt+G)。</translation>
    </message>
    <message>
      <source>Keep the notes and tags.</source>
      <translation>保存备注和标记。</translation>
    </message>
    <message>
      <source>Keep this threshold in the adapter; predictions mark what is below it.</source>
      <translation>将此阈值保存在适配器中；预测时会标记低于它的回答。</translation>
    </message>
    <message>
      <source>Keep token</source>
      <translation>保存令牌</translation>
    </message>
    <message>
      <source>Keeping the token</source>
      <translation>正在保存令牌</translation>
    </message>
    <message>
      <source>Keys</source>
      <translation>键</translation>
    </message>
    <message>
      <source>LSTM</source>
      <translation>LSTM</translation>
    </message>
    <message>
      <source>Label</source>
      <translation>标签</translation>
    </message>
    <message>
      <source>Label line {line}</source>
      <translation>标注第 {line} 行</translation>
    </message>
    <message>
      <source>Label shown</source>
      <translation>显示的标签</translation>
    </message>
    <message>
      <source>Label the rows that the adapter is least certain of.</source>
      <translation>标注适配器最不确定的行。</translation>
    </message>
    <message>
      <source>Label words</source>
      <translation>标签词</translation>
    </message>
    <message>
      <source>Labels</source>
      <translation>标签</translation>
    </message>
    <message>
      <source>Labels of {who}</source>
      <translation>{who} 的标签</translation>
    </message>
    <message>
      <source>Labels that are likely wrong, the likeliest error first.</source>
      <translation>可能错误的标签，最可能出错的在最前面。</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>语言</translation>
    </message>
    <message>
      <source>Language of the window, from its next start on.</source>
      <translation>窗口的语言，从下次启动起生效。</translation>
    </message>
    <message>
      <source>Last</source>
      <translation>末个</translation>
    </message>
    <message>
      <source>Layer</source>
      <translation>层</translation>
    </message>
    <message>
      <source>Learn from</source>
      <translation>用于学习</translation>
    </message>
    <message>
      <source>Learn from one more table at once.</source>
      <translation>同时再从一个表格学习。</translation>
    </message>
    <message>
      <source>Learned</source>
      <translation>已学</translation>
    </message>
    <message>
      <source>Learned vectors in place of words</source>
      <translation>代替词的学习向量</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>学习率</translation>
    </message>
    <message>
      <source>Least certain</source>
      <translation>最不确定</translation>
    </message>
    <message>
      <source>Least {what}: {least:.3f} ({least_cell}); most: {most:.3f} ({most_cell})</source>
      <translation>{what}最低：{least:.3f}（{least_cell}）；最高：{most:.3f}（{most_cell}）</translation>
    </message>
    <message>
      <source>Leave everything as it is.</source>
      <translation>保持一切不变。</translation>
    </message>
    <message>
      <source>Leave one out</source>
      <translation>逐个去除</translation>
    </message>
    <message>
      <source>Leave the chosen rows out of the next version (Alt+O).</source>
      <translation>在下一个版本中去掉所选行 (Alt+O)。</translation>
    </message>
    <message>
      <source>Leave the chosen rows out of the next version of the table.</source>
      <translation>表格的下一版本不再包含所选行。</translation>
    </message>
    <message>
      <source>Leave the selected rows out of the next run, or take them in again (Del).</source>
      <translation>下次训练不使用所选行，或重新加入 (Del)。</translation>
    </message>
    <message>
      <source>Leave the window open.</source>
      <translation>不关闭窗口。</translation>
    </message>
    <message>
      <source>Leave tokens out</source>
      <translation>逐个去除词元</translation>
    </message>
    <message>
      <source>Left out: {values}</source>
      <translation>未采用：{values}</translation>
    </message>
    <message>
      <source>Left: how often answers of a certainty were right. Right: drag the line to be surer.</source>
      <translation>左：各确定度的回答有多少是正确的。右：拖动竖线可提高确定度要求。</translation>
    </message>
    <message>
      <source>Length</source>
      <translation>长度</translation>
    </message>
    <message>
      <source>Lengths</source>
      <translation>长度</translation>
    </message>
    <message>
      <source>Lengths in the layers: {adapter}</source>
      <translation>各层中的长度：{adapter}</translation>
    </message>
    <message>
      <source>Lengths of virtual tokens</source>
      <translation>虚拟词元的长度</translation>
    </message>
    <message>
      <source>Lengths of virtual tokens: {adapter}</source>
      <translation>虚拟词元的长度：{adapter}</translation>
    </message>
    <message>
      <source>Lengths or gates</source>
      <translation>长度或门控</translation>
    </message>
    <message>
      <source>Let each spelling be a label of its own.</source>
      <translation>每种写法各算一个标签。</translation>
    </message>
    <message>
      <source>Let spellings of one label count as one.</source>
      <translation>同一标签的不同写法算作一个。</translation>
    </message>
    <message>
      <source>Let this run be the first of those that wait.</source>
      <translation>让此训练排在等待队列的最前面。</translation>
    </message>
    <message>
      <source>Lets you fetch models that ask for consent or are private.</source>
      <translation>用于下载需要同意条款的模型或私有模型。</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>许可证</translation>
    </message>
    <message>
      <source>Licence of {model}</source>
      <translation>{model} 的许可证</translation>
    </message>
    <message>
      <source>Licence: {licence}.</source>
      <translation>许可证：{licence}。</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>浅色</translation>
    </message>
    <message>
      <source>Likely</source>
      <translation>可能标签</translation>
    </message>
    <message>
      <source>Likely is</source>
      <translation>可能标签概率</translation>
    </message>
    <message>
      <source>Likely label errors</source>
      <translation>可能的标签错误</translation>
    </message>
    <message>
      <source>Likeness</source>
      <translation>相似度</translation>
    </message>
    <message>
      <source>Likeness of virtual tokens</source>
      <translation>虚拟词元的相似度</translation>
    </message>
    <message>
      <source>Likeness of virtual tokens: {adapter}</source>
      <translation>虚拟词元的相似度：{adapter}</translation>
    </message>
    <message>
      <source>Likeness of {one} to {other}</source>
      <translation>{one} 与 {other} 的相似度</translation>
    </message>
    <message>
      <source>Likeness to</source>
      <translation>相似度对象</translation>
    </message>
    <message>
      <source>Likeness to the adapter</source>
      <translation>与适配器的相似度</translation>
    </message>
    <message>
      <source>Likeness to the start</source>
      <translation>与起点的相似度</translation>
    </message>
    <message>
      <source>Line</source>
      <translation>行号</translation>
    </message>
    <message>
      <source>Line of the file.</source>
      <translation>在文件中的行号。</translation>
    </message>
    <message>
      <source>Linear</source>
      <translation>线性</translation>
    </message>
    <message>
      <source>List this folder no longer. Its files stay where they are.</source>
      <translation>不再列出此文件夹。其中的文件保持不变。</translation>
    </message>
    <message>
      <source>Loading the base model</source>
      <translation>加载基座模型</translation>
    </message>
    <message>
      <source>Loading the base model and the table …</source>
      <translation>正在加载基座模型和表格…</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>日志</translation>
    </message>
    <message>
      <source>Log of {run}</source>
      <translation>{run} 的日志</translation>
    </message>
    <message>
      <source>Log scale</source>
      <translation>对数刻度</translation>
    </message>
    <message>
      <source>Logs</source>
      <translation>日志</translation>
    </message>
    <message>
      <source>Logs and crashes</source>
      <translation>日志和崩溃报告</translation>
    </message>
    <message>
      <source>Longest row</source>
      <translation>最长行</translation>
    </message>
    <message>
      <source>Look</source>
      <translation>外观</translation>
    </message>
    <message>
      <source>Look again</source>
      <translation>重新查看</translation>
    </message>
    <message>
      <source>Look as the s&amp;ystem</source>
      <translation>跟随系统外观(&amp;Y)</translation>
    </message>
    <message>
      <source>Look for label errors</source>
      <translation>查找标签错误</translation>
    </message>
    <message>
      <source>Look for what is wrong: rows that never trained, another base model, pickles.</source>
      <translation>查找问题：从未训练过的行、不同的基座模型、pickle 文件。</translation>
    </message>
    <message>
      <source>Look up</source>
      <translation>查询</translation>
    </message>
    <message>
      <source>Loss</source>
      <translation>损失</translation>
    </message>
    <message>
      <source>Loss against learning rate</source>
      <translation>损失与学习率</translation>
    </message>
    <message>
      <source>Loss over steps</source>
      <translation>损失随步数的变化</translation>
    </message>
    <message>
      <source>MLP</source>
      <translation>MLP</translation>
    </message>
    <message>
      <source>MPS (Apple)</source>
      <translation>MPS (Apple)</translation>
    </message>
    <message>
      <source>Macro F1</source>
      <translation>宏平均 F1</translation>
    </message>
    <message>
      <source>Made</source>
      <translation>创建时间</translation>
    </message>
    <message>
      <source>Make</source>
      <translation>制作</translation>
    </message>
    <message>
      <source>Make a new version of the table with these corrections (Ctrl+Shift+S). The version before stays as it is.</source>
      <translation>用这些更正生成表格的新版本 (Ctrl+Shift+S)。之前的版本保持不变。</translation>
    </message>
    <message>
      <source>Make a new version of the table with what was corrected.</source>
      <translation>用更正的内容生成表格的新版本。</translation>
    </message>
    <message>
      <source>Make a project beside the others (Ctrl+N).</source>
      <translation>新建一个项目 (Ctrl+N)。</translation>
    </message>
    <message>
      <source>Make a project beside the others.</source>
      <translation>在其他项目旁新建一个项目。</translation>
    </message>
    <message>
      <source>Map</source>
      <translation>分布图</translation>
    </message>
    <message>
      <source>Map by</source>
      <translation>分布图依据</translation>
    </message>
    <message>
      <source>Map of virtual tokens</source>
      <translation>虚拟词元分布图</translation>
    </message>
    <message>
      <source>Mark no answers.</source>
      <translation>不标记任何回答。</translation>
    </message>
    <message>
      <source>Mean</source>
      <translation>平均</translation>
    </message>
    <message>
      <source>Mean length</source>
      <translation>平均长度</translation>
    </message>
    <message>
      <source>Measure on a labelled table of yours.</source>
      <translation>在自己的带标签表格上测量。</translation>
    </message>
    <message>
      <source>Measure the prompt without each of its tokens in turn.</source>
      <translation>依次去除每个词元，测量提示。</translation>
    </message>
    <message>
      <source>Measurements</source>
      <translation>测量</translation>
    </message>
    <message>
      <source>Measuring on the validation rows</source>
      <translation>在验证行上评估</translation>
    </message>
    <message>
      <source>Measuring the base model without a soft prompt</source>
      <translation>评估没有软提示的基座模型</translation>
    </message>
    <message>
      <source>Mend what is written there.</source>
      <translation>更正那里填写的内容。</translation>
    </message>
    <message>
      <source>Merge</source>
      <translation>合并</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>方法</translation>
    </message>
    <message>
      <source>Methods that fit it: {methods}.</source>
      <translation>适用的方法：{methods}。</translation>
    </message>
    <message>
      <source>Minimal</source>
      <translation>最少</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>模型</translation>
    </message>
    <message>
      <source>More</source>
      <translation>更多</translation>
    </message>
    <message>
      <source>More about {model}</source>
      <translation>关于 {model} 的更多信息</translation>
    </message>
    <message>
      <source>More settings</source>
      <translation>更多设置</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>Name of the project:</source>
      <translation>项目名称：</translation>
    </message>
    <message>
      <source>Name of the table</source>
      <translation>表格名称</translation>
    </message>
    <message>
      <source>Name:</source>
      <translation>名称：</translation>
    </message>
    <message>
      <source>Nearest words</source>
      <translation>最近的词</translation>
    </message>
    <message>
      <source>Nearest words by direction</source>
      <translation>方向上最近的词</translation>
    </message>
    <message>
      <source>Nearest words do not apply. {why}</source>
      <translation>最近的词不适用。{why}</translation>
    </message>
    <message>
      <source>New &amp;window</source>
      <translation>新建窗口(&amp;W)</translation>
    </message>
    <message>
      <source>New here? A tour leads from a table to an adapter of your own, in two minutes.</source>
      <translation>初次使用？导览用两分钟，从一张表格走到你自己的适配器。</translation>
    </message>
    <message>
      <source>New project</source>
      <translation>新建项目</translation>
    </message>
    <message>
      <source>New project …</source>
      <translation>新建项目…</translation>
    </message>
    <message>
      <source>New projects</source>
      <translation>新项目</translation>
    </message>
    <message>
      <source>Next</source>
      <translation>下一步</translation>
    </message>
    <message>
      <source>Next row</source>
      <translation>下一行</translation>
    </message>
    <message>
      <source>Next: Method</source>
      <translation>下一步：方法</translation>
    </message>
    <message>
      <source>Next: Model</source>
      <translation>下一步：模型</translation>
    </message>
    <message>
      <source>Next: Train</source>
      <translation>下一步：训练</translation>
    </message>
    <message>
      <source>No</source>
      <translation>否</translation>
    </message>
    <message>
      <source>No adapters yet</source>
      <translation>还没有适配器</translation>
    </message>
    <message>
      <source>No answer to the {split} rows is as sure as that.</source>
      <translation>对{split}行的回答中没有一个达到这样的确定度。</translation>
    </message>
    <message>
      <source>No base model is on this disk yet. Add a folder, or download one from the hub.</source>
      <translation>本机磁盘上还没有基座模型。请添加文件夹，或从 Hub 下载。</translation>
    </message>
    <message>
      <source>No certainty is high enough for that, on these rows.</source>
      <translation>在这些行上，没有足够高的确定度能做到这一点。</translation>
    </message>
    <message>
      <source>No correction waits. Choose the right label of an answer in the playground, label uncertain rows or look for label errors here, or correct rows behind a cell of the confusion matrix on the Runs page.</source>
      <translation>没有等待中的更正。可以在试用中为回答选择正确的标签，在此标注不确定的行或查找标签错误，或在“训练记录”页更正混淆矩阵单元格中的行。</translation>
    </message>
    <message>
      <source>No header</source>
      <translation>无表头</translation>
    </message>
    <message>
      <source>No label is doubted.</source>
      <translation>没有受到怀疑的标签。</translation>
    </message>
    <message>
      <source>No limit</source>
      <translation>不限</translation>
    </message>
    <message>
      <source>No line of this log has that in it.</source>
      <translation>此日志中没有匹配的行。</translation>
    </message>
    <message>
      <source>No logs yet</source>
      <translation>还没有日志</translation>
    </message>
    <message>
      <source>No method fits it.</source>
      <translation>没有适用的方法。</translation>
    </message>
    <message>
      <source>No project is open</source>
      <translation>没有打开的项目</translation>
    </message>
    <message>
      <source>No project is open. Open one, or make a new one, on the Home page.</source>
      <translation>没有打开的项目。请在主页打开或新建一个。</translation>
    </message>
    <message>
      <source>No projects yet</source>
      <translation>还没有项目</translation>
    </message>
    <message>
      <source>No runs yet</source>
      <translation>还没有训练记录</translation>
    </message>
    <message>
      <source>No second column</source>
      <translation>没有第二列</translation>
    </message>
    <message>
      <source>No soft prompt</source>
      <translation>无软提示</translation>
    </message>
    <message>
      <source>No table yet</source>
      <translation>还没有表格</translation>
    </message>
    <message>
      <source>No threshold</source>
      <translation>不设阈值</translation>
    </message>
    <message>
      <source>No token alone changes more than {n} answer of {rows:,}; one answer is {share:.4f} of accuracy, and no smaller difference is to be believed.</source>
      <translation>单个词元最多改变 {rows:,} 个回答中的 {n} 个；一个回答相当于 {share:.4f} 的准确率，更小的差异不可信。</translation>
    </message>
    <message>
      <source>No token alone changes more than {n} answers of {rows:,}; one answer is {share:.4f} of accuracy, and no smaller difference is to be believed.</source>
      <translation>单个词元最多改变 {rows:,} 个回答中的 {n} 个；一个回答相当于 {share:.4f} 的准确率，更小的差异不可信。</translation>
    </message>
    <message>
      <source>No token is kept. Models that ask for consent, and private ones, need one.</source>
      <translation>没有保存令牌。需要同意条款的模型和私有模型需要令牌。</translation>
    </message>
    <message>
      <source>Nobody has looked yet. The adapter is asked for all rows of its own table, which takes a while.</source>
      <translation>尚未查找过。查找时会就适配器自己表格的所有行提问，需要一些时间。</translation>
    </message>
    <message>
      <source>None</source>
      <translation>无</translation>
    </message>
    <message>
      <source>None of the {shown:,} rows is left. Press Find for the next ones, or save the labels as a version and train on from here.</source>
      <translation>这 {shown:,} 行已全部处理。按“查找”取下一批，或将标签保存为一个版本并由此继续训练。</translation>
    </message>
    <message>
      <source>None, a row a line</source>
      <translation>无，每行一条</translation>
    </message>
    <message>
      <source>Not looked at: {what}</source>
      <translation>未检查：{what}</translation>
    </message>
    <message>
      <source>Not on this disk yet</source>
      <translation>尚未在本机磁盘上</translation>
    </message>
    <message>
      <source>Not {methods}: {reason}</source>
      <translation>不适用 {methods}：{reason}</translation>
    </message>
    <message>
      <source>Notes</source>
      <translation>备注</translation>
    </message>
    <message>
      <source>Nothing is asked of the hub before you press Look up.</source>
      <translation>按下“查询”之前不会向 Hub 询问任何内容。</translation>
    </message>
    <message>
      <source>Nothing is asked of the hub before you press Search, More or Download.</source>
      <translation>按下“搜索”“更多”或“下载”之前，不会向 Hub 发出任何请求。</translation>
    </message>
    <message>
      <source>Nothing is in this log.</source>
      <translation>此日志为空。</translation>
    </message>
    <message>
      <source>Nothing is trained</source>
      <translation>不进行训练</translation>
    </message>
    <message>
      <source>Nothing is trained; the model stays as it is. {method}</source>
      <translation>不进行训练，模型保持不变。{method}</translation>
    </message>
    <message>
      <source>Nothing is wrong with adapter {adapter}.</source>
      <translation>适配器 {adapter} 没有问题。</translation>
    </message>
    <message>
      <source>Nothing to train</source>
      <translation>无需训练</translation>
    </message>
    <message>
      <source>Nothing trains yet</source>
      <translation>还没有训练</translation>
    </message>
    <message>
      <source>Number in the lower chart</source>
      <translation>下方图表的指标</translation>
    </message>
    <message>
      <source>Numbers as a table (*.csv)</source>
      <translation>数据表 (*.csv)</translation>
    </message>
    <message>
      <source>Of all its files.</source>
      <translation>所有文件的总大小。</translation>
    </message>
    <message>
      <source>Of the file, counted from 1.</source>
      <translation>在文件中的行号，从 1 数起。</translation>
    </message>
    <message>
      <source>Of the validation rows.</source>
      <translation>验证行上的损失。</translation>
    </message>
    <message>
      <source>Of this computer. What a run's own settings say comes first.</source>
      <translation>本机的设置。训练自身的设置优先。</translation>
    </message>
    <message>
      <source>Of this computer; and the logs.</source>
      <translation>本机的设置和日志。</translation>
    </message>
    <message>
      <source>Off</source>
      <translation>关闭</translation>
    </message>
    <message>
      <source>On test: {scores}</source>
      <translation>测试集：{scores}</translation>
    </message>
    <message>
      <source>On this disk</source>
      <translation>已在磁盘上</translation>
    </message>
    <message>
      <source>On validation: {scores}</source>
      <translation>验证集：{scores}</translation>
    </message>
    <message>
      <source>On which rows the prompt is measured without its tokens.</source>
      <translation>在哪些行上测量去除词元后的提示。</translation>
    </message>
    <message>
      <source>On {n} {split} row it is {mean} sure in the mean, and {right} of its answers are right: {gap} less sure than it should be. Over all certainties, certainty and what is right are {error} apart.</source>
      <translation>在 {n} 个{split}行上，它的平均确定度为 {mean}，而回答的正确率为 {right}：比应有的低 {gap}。就所有确定度而言，确定度与正确率平均相差 {error}。</translation>
    </message>
    <message>
      <source>On {n} {split} row it is {mean} sure in the mean, and {right} of its answers are right: {gap} surer than it should be. Over all certainties, certainty and what is right are {error} apart.</source>
      <translation>在 {n} 个{split}行上，它的平均确定度为 {mean}，而回答的正确率为 {right}：比应有的高 {gap}。就所有确定度而言，确定度与正确率平均相差 {error}。</translation>
    </message>
    <message>
      <source>On {n} {split} rows it is {mean} sure in the mean, and {right} of its answers are right: {gap} less sure than it should be. Over all certainties, certainty and what is right are {error} apart.</source>
      <translation>在 {n} 个{split}行上，它的平均确定度为 {mean}，而回答的正确率为 {right}：比应有的低 {gap}。就所有确定度而言，确定度与正确率平均相差 {error}。</translation>
    </message>
    <message>
      <source>On {n} {split} rows it is {mean} sure in the mean, and {right} of its answers are right: {gap} surer than it should be. Over all certainties, certainty and what is right are {error} apart.</source>
      <translation>在 {n} 个{split}行上，它的平均确定度为 {mean}，而回答的正确率为 {right}：比应有的高 {gap}。就所有确定度而言，确定度与正确率平均相差 {error}。</translation>
    </message>
    <message>
      <source>On {split}: {scores}</source>
      <translation>{split}：{scores}</translation>
    </message>
    <message>
      <source>Once you press Train, the curves, the time left and the result are here. Close the window and it goes on.</source>
      <translation>按下“训练”后，这里会显示曲线、剩余时间和结果。关闭窗口后训练继续进行。</translation>
    </message>
    <message>
      <source>One line a row; arrow keys move.</source>
      <translation>每行一条；用方向键移动。</translation>
    </message>
    <message>
      <source>One row a setting, one column a run.</source>
      <translation>每个设置一行，每次训练一列。</translation>
    </message>
    <message>
      <source>One run for each value, such as the number of virtual tokens or the learning rate.</source>
      <translation>每个值训练一次，例如虚拟词元数或学习率。</translation>
    </message>
    <message>
      <source>One run trains at a time. Those that wait go on waiting when the window is closed and opened again.</source>
      <translation>每次只进行一个训练。关闭并重新打开窗口后，等待中的训练会继续等待。</translation>
    </message>
    <message>
      <source>One text, answers side by side.</source>
      <translation>同一段文本，并排比较回答。</translation>
    </message>
    <message>
      <source>One token alone has nothing to be told apart from.</source>
      <translation>只有一个词元，没有可供区分的对象。</translation>
    </message>
    <message>
      <source>Only rows that it did not learn from</source>
      <translation>仅显示它未学习过的行</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>打开</translation>
    </message>
    <message>
      <source>Open &amp;recent</source>
      <translation>打开最近的项目(&amp;R)</translation>
    </message>
    <message>
      <source>Open &amp;sample</source>
      <translation>打开示例项目(&amp;S)</translation>
    </message>
    <message>
      <source>Open Settings, where the hub's token is kept.</source>
      <translation>打开设置，Hub 的令牌保存在那里。</translation>
    </message>
    <message>
      <source>Open a project</source>
      <translation>打开项目</translation>
    </message>
    <message>
      <source>Open a project's folder (Ctrl+O).</source>
      <translation>打开项目文件夹 (Ctrl+O)。</translation>
    </message>
    <message>
      <source>Open a project's folder.</source>
      <translation>打开项目所在的文件夹。</translation>
    </message>
    <message>
      <source>Open another window, for another project.</source>
      <translation>打开另一个窗口，用于另一个项目。</translation>
    </message>
    <message>
      <source>Open in playground</source>
      <translation>在试用中打开</translation>
    </message>
    <message>
      <source>Open log</source>
      <translation>打开日志</translation>
    </message>
    <message>
      <source>Open project …</source>
      <translation>打开项目…</translation>
    </message>
    <message>
      <source>Open the file with the answers.</source>
      <translation>打开回答所在的文件。</translation>
    </message>
    <message>
      <source>Open the folder: {name}</source>
      <translation>打开文件夹：{name}</translation>
    </message>
    <message>
      <source>Open the model's page on the hub.</source>
      <translation>在 Hub 上打开该模型的页面。</translation>
    </message>
    <message>
      <source>Open what the training process wrote.</source>
      <translation>打开训练进程写下的日志。</translation>
    </message>
    <message>
      <source>Open {folder} in the file manager.</source>
      <translation>在文件管理器中打开 {folder}。</translation>
    </message>
    <message>
      <source>Open {folder}.</source>
      <translation>打开 {folder}。</translation>
    </message>
    <message>
      <source>Opening {name}</source>
      <translation>正在打开 {name}</translation>
    </message>
    <message>
      <source>Owner and name of a data set on the Hugging Face hub, or its page's address.</source>
      <translation>Hugging Face Hub 上数据集的所有者和名称，或其页面地址。</translation>
    </message>
    <message>
      <source>Owner and name of a model on the Hugging Face hub.</source>
      <translation>Hugging Face Hub 上模型的所有者和名称。</translation>
    </message>
    <message>
      <source>Pages</source>
      <translation>页面</translation>
    </message>
    <message>
      <source>Pass over line {line}</source>
      <translation>跳过第 {line} 行</translation>
    </message>
    <message>
      <source>Pass this row over (0).</source>
      <translation>跳过此行 (0)。</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>暂停</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>已暂停</translation>
    </message>
    <message>
      <source>Pausing after this step …</source>
      <translation>将在本步之后暂停…</translation>
    </message>
    <message>
      <source>Picture (*.png)</source>
      <translation>图片 (*.png)</translation>
    </message>
    <message>
      <source>Playground</source>
      <translation>试用</translation>
    </message>
    <message>
      <source>Point at it to read its values.</source>
      <translation>将指针移到图上可读取数值。</translation>
    </message>
    <message>
      <source>Pooler</source>
      <translation>池化层</translation>
    </message>
    <message>
      <source>Predicted</source>
      <translation>预测</translation>
    </message>
    <message>
      <source>Press a label's number, click it, or reach it with the arrow keys and Enter.</source>
      <translation>按标签的数字键，单击标签，或用方向键和 Enter 键选择。</translation>
    </message>
    <message>
      <source>Press its number, click it, or reach it with the arrow keys and press Enter.</source>
      <translation>按它的数字键，单击它，或用方向键选中后按 Enter。</translation>
    </message>
    <message>
      <source>Preview</source>
      <translation>预览</translation>
    </message>
    <message>
      <source>Probabilities</source>
      <translation>概率</translation>
    </message>
    <message>
      <source>Probabilities of {who}</source>
      <translation>{who} 的概率</translation>
    </message>
    <message>
      <source>Probability</source>
      <translation>概率</translation>
    </message>
    <message>
      <source>Problems only</source>
      <translation>仅问题</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>进度</translation>
    </message>
    <message>
      <source>Projects, samples, and what is running.</source>
      <translation>项目、示例项目和正在进行的训练。</translation>
    </message>
    <message>
      <source>Prompt</source>
      <translation>提示</translation>
    </message>
    <message>
      <source>Prompt {number} of {count}</source>
      <translation>提示 {number} / {count}</translation>
    </message>
    <message>
      <source>Put a column where the cursor stands.</source>
      <translation>在光标处插入一列。</translation>
    </message>
    <message>
      <source>Put the token into the system's key ring, and into no file.</source>
      <translation>把令牌存入系统的密钥环，不写入任何文件。</translation>
    </message>
    <message>
      <source>Put {text} where the cursor stands.</source>
      <translation>在光标处插入 {text}。</translation>
    </message>
    <message>
      <source>Quotes wrap cells</source>
      <translation>引号包围单元格</translation>
    </message>
    <message>
      <source>Quoting</source>
      <translation>引号</translation>
    </message>
    <message>
      <source>Random vectors</source>
      <translation>随机向量</translation>
    </message>
    <message>
      <source>Rate {rate}: loss {loss}</source>
      <translation>学习率 {rate}：损失 {loss}</translation>
    </message>
    <message>
      <source>Rate {rate}: loss {loss}, smoothed {smoothed}</source>
      <translation>学习率 {rate}：损失 {loss}，平滑后 {smoothed}</translation>
    </message>
    <message>
      <source>Read its licence and agree</source>
      <translation>阅读许可证并同意</translation>
    </message>
    <message>
      <source>Reading</source>
      <translation>读取进度</translation>
    </message>
    <message>
      <source>Reading answers</source>
      <translation>正在读取回答</translation>
    </message>
    <message>
      <source>Reading the table</source>
      <translation>读取表格</translation>
    </message>
    <message>
      <source>Reading what both answered …</source>
      <translation>正在读取两边的回答…</translation>
    </message>
    <message>
      <source>Reading {name}</source>
      <translation>正在读取 {name}</translation>
    </message>
    <message>
      <source>Reading {name} …</source>
      <translation>正在读取 {name}…</translation>
    </message>
    <message>
      <source>Reading {name} … Its first row:</source>
      <translation>正在读取 {name}… 第一行：</translation>
    </message>
    <message>
      <source>Reading {name} … Its first {n} rows:</source>
      <translation>正在读取 {name}… 前 {n} 行：</translation>
    </message>
    <message>
      <source>Real data, a base model and settings that fit. One click, then press Train.</source>
      <translation>真实数据、合适的基座模型和设置。点击一次，再按“训练”即可。</translation>
    </message>
    <message>
      <source>Reason</source>
      <translation>原因</translation>
    </message>
    <message>
      <source>Recent projects</source>
      <translation>最近的项目</translation>
    </message>
    <message>
      <source>Recommended models, by size and language</source>
      <translation>推荐模型，按大小和语言排列</translation>
    </message>
    <message>
      <source>Recommended: a learning rate of {rate}. {reason}</source>
      <translation>推荐：学习率 {rate}。{reason}</translation>
    </message>
    <message>
      <source>Relabel</source>
      <translation>更改标签</translation>
    </message>
    <message>
      <source>Relabel {n} row</source>
      <translation>更改 {n} 行的标签</translation>
    </message>
    <message>
      <source>Relabel {n} rows</source>
      <translation>更改 {n} 行的标签</translation>
    </message>
    <message>
      <source>Relabelled</source>
      <translation>改标签</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Remove {model}</source>
      <translation>移除 {model}</translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>重命名</translation>
    </message>
    <message>
      <source>Rename adapter</source>
      <translation>重命名适配器</translation>
    </message>
    <message>
      <source>Rename run</source>
      <translation>重命名训练</translation>
    </message>
    <message>
      <source>Repeat …</source>
      <translation>重复…</translation>
    </message>
    <message>
      <source>Repeated texts</source>
      <translation>重复的文本</translation>
    </message>
    <message>
      <source>Replace</source>
      <translation>替换</translation>
    </message>
    <message>
      <source>Replace the file?</source>
      <translation>替换文件？</translation>
    </message>
    <message>
      <source>Reset</source>
      <translation>重置</translation>
    </message>
    <message>
      <source>Restart now</source>
      <translation>立即重启</translation>
    </message>
    <message>
      <source>Result</source>
      <translation>结果</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>继续</translation>
    </message>
    <message>
      <source>Resume goes on from the last checkpoint.</source>
      <translation>“继续”会从最后一个检查点接着训练。</translation>
    </message>
    <message>
      <source>Reuse</source>
      <translation>重用设置</translation>
    </message>
    <message>
      <source>Revision</source>
      <translation>修订版</translation>
    </message>
    <message>
      <source>Revision: the newest</source>
      <translation>修订版：最新</translation>
    </message>
    <message>
      <source>Right</source>
      <translation>正确标签</translation>
    </message>
    <message>
      <source>Right answers</source>
      <translation>正确回答</translation>
    </message>
    <message>
      <source>Right label</source>
      <translation>正确标签</translation>
    </message>
    <message>
      <source>Right, against how sure</source>
      <translation>正确率与确定度</translation>
    </message>
    <message>
      <source>Row</source>
      <translation>行</translation>
    </message>
    <message>
      <source>Row as the model reads it</source>
      <translation>模型读到的行</translation>
    </message>
    <message>
      <source>Row before</source>
      <translation>上一行</translation>
    </message>
    <message>
      <source>Row shown</source>
      <translation>显示的行</translation>
    </message>
    <message>
      <source>Rows</source>
      <translation>行</translation>
    </message>
    <message>
      <source>Rows of its own table whose label the adapter doubts.</source>
      <translation>适配器自己的表格中，其标签受到怀疑的行。</translation>
    </message>
    <message>
      <source>Rows of one label.</source>
      <translation>一个标签的行。</translation>
    </message>
    <message>
      <source>Rows of the cell</source>
      <translation>单元格对应的行</translation>
    </message>
    <message>
      <source>Rows of the table</source>
      <translation>表格的行</translation>
    </message>
    <message>
      <source>Rows shown</source>
      <translation>显示的行</translation>
    </message>
    <message>
      <source>Rows that are looked at once, at the end.</source>
      <translation>只在最后查看一次的行。</translation>
    </message>
    <message>
      <source>Rows that choose the best step; never trained on.</source>
      <translation>用于选择最佳步的行；从不用于训练。</translation>
    </message>
    <message>
      <source>Rows that could not be read, with the reason.</source>
      <translation>无法读取的行及其原因。</translation>
    </message>
    <message>
      <source>Rows that have something in common.</source>
      <translation>有共同点的行。</translation>
    </message>
    <message>
      <source>Rows that the prompt was trained on look more certain than they are, so errors among them are easily missed, and what is found there is found in spite of that.</source>
      <translation>提示训练时用过的行看起来比实际更确定，因此其中的错误容易被漏掉；在那里发现的错误是尽管如此仍被发现的。</translation>
    </message>
    <message>
      <source>Rows to ask</source>
      <translation>提问的行</translation>
    </message>
    <message>
      <source>Rows: the true label. Columns: the answer. Arrow keys move, Enter chooses a cell.</source>
      <translation>行：真实标签。列：模型的回答。方向键移动，Enter 选择单元格。</translation>
    </message>
    <message>
      <source>Run</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>Run shown</source>
      <translation>显示的训练</translation>
    </message>
    <message>
      <source>Run {run} has kept no answers to its test rows: it has not finished, or an older version trained it. Train it again to see them.</source>
      <translation>训练 {run} 没有保留对测试行的回答：它尚未完成，或由旧版本训练。重新训练后即可查看。</translation>
    </message>
    <message>
      <source>Run {run} has kept no answers to its validation rows: it has not finished, or an older version trained it. Train it again to see them.</source>
      <translation>训练 {run} 没有保留对验证行的回答：它尚未完成，或由旧版本训练。重新训练后即可查看。</translation>
    </message>
    <message>
      <source>Run {run} has kept no answers: an older version trained it. Train it again to see them.</source>
      <translation>训练 {run} 没有保留回答：它由旧版本训练。重新训练后即可查看。</translation>
    </message>
    <message>
      <source>Run {run} is deleted.</source>
      <translation>训练 {run} 已删除。</translation>
    </message>
    <message>
      <source>Run {run} is finished.</source>
      <translation>训练 {run} 已完成。</translation>
    </message>
    <message>
      <source>Run {run} learned to write, or tags; only answers that are chosen have a certainty.</source>
      <translation>训练 {run} 学的是生成或序列标注；只有从选项中选出的回答才有确定程度。</translation>
    </message>
    <message>
      <source>Run {run}: {problem}</source>
      <translation>训练 {run}：{problem}</translation>
    </message>
    <message>
      <source>Run: {name}</source>
      <translation>训练：{name}</translation>
    </message>
    <message>
      <source>Runs</source>
      <translation>训练记录</translation>
    </message>
    <message>
      <source>S&amp;top</source>
      <translation>停止(&amp;T)</translation>
    </message>
    <message>
      <source>Save &amp;corrections as version</source>
      <translation>把更正保存为新版本(&amp;C)</translation>
    </message>
    <message>
      <source>Save a checkpoint, end the process and give its memory back.</source>
      <translation>保存检查点，结束进程并释放内存。</translation>
    </message>
    <message>
      <source>Save as CSV …</source>
      <translation>存为 CSV…</translation>
    </message>
    <message>
      <source>Save as version</source>
      <translation>另存为版本</translation>
    </message>
    <message>
      <source>Save changed cells as a new version.</source>
      <translation>把修改过的单元格保存为新版本。</translation>
    </message>
    <message>
      <source>Save chart …</source>
      <translation>保存图表…</translation>
    </message>
    <message>
      <source>Save it as PNG or SVG, or its figures as CSV.</source>
      <translation>保存为 PNG 或 SVG，或将数值保存为 CSV。</translation>
    </message>
    <message>
      <source>Save notes</source>
      <translation>保存备注</translation>
    </message>
    <message>
      <source>Save picture</source>
      <translation>保存图片</translation>
    </message>
    <message>
      <source>Save the answers</source>
      <translation>保存回答</translation>
    </message>
    <message>
      <source>Save the chart: {chart}</source>
      <translation>保存图表：{chart}</translation>
    </message>
    <message>
      <source>Save the corrections as a version, and start a run on it that begins at this adapter (Ctrl+Shift+T).</source>
      <translation>将更正保存为一个版本，并以此适配器为起点在其上开始训练 (Ctrl+Shift+T)。</translation>
    </message>
    <message>
      <source>Save the nearest words</source>
      <translation>保存最近的词</translation>
    </message>
    <message>
      <source>Save the nearest words of every token.</source>
      <translation>保存每个词元最近的词。</translation>
    </message>
    <message>
      <source>Save these rows with both answers.</source>
      <translation>保存这些行以及两边的回答。</translation>
    </message>
    <message>
      <source>Save version</source>
      <translation>保存版本</translation>
    </message>
    <message>
      <source>Save where they disagree</source>
      <translation>保存分歧之处</translation>
    </message>
    <message>
      <source>Save, and give the memory back.</source>
      <translation>保存并释放内存。</translation>
    </message>
    <message>
      <source>Saved as version {number}. The version before stays as it was.</source>
      <translation>已保存为版本 {number}。之前的版本保持不变。</translation>
    </message>
    <message>
      <source>Saved as version {number}: {rows}. The version before stays as it was.</source>
      <translation>已保存为版本 {number}：{rows}。之前的版本保持不变。</translation>
    </message>
    <message>
      <source>Saved as {file}.</source>
      <translation>已保存为 {file}。</translation>
    </message>
    <message>
      <source>Saving</source>
      <translation>保存</translation>
    </message>
    <message>
      <source>Saving {name}</source>
      <translation>正在保存 {name}</translation>
    </message>
    <message>
      <source>Say what it can do and which methods fit it, before it is fetched.</source>
      <translation>下载前先了解它能做什么，以及适用哪些方法。</translation>
    </message>
    <message>
      <source>Say what {model} can do and which methods fit it.</source>
      <translation>说明 {model} 能做什么，以及适用哪些方法。</translation>
    </message>
    <message>
      <source>Score</source>
      <translation>分数</translation>
    </message>
    <message>
      <source>Score against a setting</source>
      <translation>得分随设置的变化</translation>
    </message>
    <message>
      <source>Score with the first tokens alone</source>
      <translation>仅用前几个词元的分数</translation>
    </message>
    <message>
      <source>Score without a token</source>
      <translation>去除一个词元后的分数</translation>
    </message>
    <message>
      <source>Scores</source>
      <translation>得分</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>搜索</translation>
    </message>
    <message>
      <source>Search runs</source>
      <translation>搜索训练记录</translation>
    </message>
    <message>
      <source>Search the hub</source>
      <translation>搜索 Hub</translation>
    </message>
    <message>
      <source>Second text column</source>
      <translation>第二文本列</translation>
    </message>
    <message>
      <source>See how far its answers can be trusted, and mark those that are not sure enough.</source>
      <translation>查看回答的可信程度，并标出不够确定的回答。</translation>
    </message>
    <message>
      <source>See the base models</source>
      <translation>查看基座模型</translation>
    </message>
    <message>
      <source>See what its virtual tokens are near to.</source>
      <translation>查看虚拟词元接近哪些词。</translation>
    </message>
    <message>
      <source>See what the base model answers by itself.</source>
      <translation>看看基座模型自己如何回答。</translation>
    </message>
    <message>
      <source>See what there is, one thing after another.</source>
      <translation>逐一了解各项功能。</translation>
    </message>
    <message>
      <source>See what this run's virtual tokens are near to, and how they moved.</source>
      <translation>查看此训练的虚拟词元接近哪些词，以及它们如何移动。</translation>
    </message>
    <message>
      <source>See what will be trained, and start it.</source>
      <translation>查看将要训练的内容并开始训练。</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>随机种子</translation>
    </message>
    <message>
      <source>Seeds</source>
      <translation>随机种子数</translation>
    </message>
    <message>
      <source>Semicolon</source>
      <translation>分号</translation>
    </message>
    <message>
      <source>Setting</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>设置</translation>
    </message>
    <message>
      <source>Settings ({count:,} differ)</source>
      <translation>设置（{count:,} 项不同）</translation>
    </message>
    <message>
      <source>Settings and logs</source>
      <translation>设置和日志</translation>
    </message>
    <message>
      <source>Settings has this choice too.</source>
      <translation>在设置中也可以更改。</translation>
    </message>
    <message>
      <source>Settings of the method that seldom need to be changed.</source>
      <translation>很少需要更改的方法设置。</translation>
    </message>
    <message>
      <source>Settings of the training that seldom need to be changed.</source>
      <translation>很少需要更改的训练设置。</translation>
    </message>
    <message>
      <source>Settings of this computer, and the logs of what ran on it.</source>
      <translation>本机的设置，以及在本机运行过的内容的日志。</translation>
    </message>
    <message>
      <source>Settings that differ</source>
      <translation>不同的设置</translation>
    </message>
    <message>
      <source>Settings that seldom need to be changed.</source>
      <translation>很少需要更改的设置。</translation>
    </message>
    <message>
      <source>Several labels for a text</source>
      <translation>同一文本有多个标签</translation>
    </message>
    <message>
      <source>Several tell how far results differ by chance alone.</source>
      <translation>用多个可以看出结果仅因偶然相差多少。</translation>
    </message>
    <message>
      <source>Several values of a setting</source>
      <translation>一个设置的多个值</translation>
    </message>
    <message>
      <source>Sheet</source>
      <translation>工作表</translation>
    </message>
    <message>
      <source>Show as a table: {chart}</source>
      <translation>显示为表格：{chart}</translation>
    </message>
    <message>
      <source>Show as table</source>
      <translation>显示为表格</translation>
    </message>
    <message>
      <source>Show each label equally often</source>
      <translation>让各标签出现次数相同</translation>
    </message>
    <message>
      <source>Show each label equally often while training.</source>
      <translation>训练时让各标签出现次数相同。</translation>
    </message>
    <message>
      <source>Show everything again after zooming.</source>
      <translation>缩放后恢复完整视图。</translation>
    </message>
    <message>
      <source>Show how many rows each label has.</source>
      <translation>显示每个标签有多少行。</translation>
    </message>
    <message>
      <source>Show only errors, warnings and the like.</source>
      <translation>只显示错误、警告等。</translation>
    </message>
    <message>
      <source>Show only lines with these words in them.</source>
      <translation>只显示包含这些词的行。</translation>
    </message>
    <message>
      <source>Show only rows that hold this text (Ctrl+F).</source>
      <translation>只显示包含此文本的行 (Ctrl+F)。</translation>
    </message>
    <message>
      <source>Show only runs in this state.</source>
      <translation>只显示处于此状态的训练。</translation>
    </message>
    <message>
      <source>Show only runs of this method.</source>
      <translation>只显示使用此方法的训练。</translation>
    </message>
    <message>
      <source>Show runs whose name, table, model or notes have these words.</source>
      <translation>只显示名称、表格、模型或备注中含有这些词的训练。</translation>
    </message>
    <message>
      <source>Show the loss on a logarithmic scale, so that small changes late in training can be seen.</source>
      <translation>以对数刻度显示损失，便于看清训练后期的细微变化。</translation>
    </message>
    <message>
      <source>Show the next row (Alt+Right).</source>
      <translation>显示下一行 (Alt+Right)。</translation>
    </message>
    <message>
      <source>Show the row before (Alt+Left).</source>
      <translation>显示上一行 (Alt+Left)。</translation>
    </message>
    <message>
      <source>Show the row with the most tokens.</source>
      <translation>显示词元最多的行。</translation>
    </message>
    <message>
      <source>Show the table as its file has it. Undo brings the changes back.</source>
      <translation>按文件中的内容显示表格。撤销可以恢复修改。</translation>
    </message>
    <message>
      <source>Show the way that each token took while it was trained.</source>
      <translation>显示每个词元在训练中走过的轨迹。</translation>
    </message>
    <message>
      <source>Show the whole report, or hide it.</source>
      <translation>显示或隐藏完整报告。</translation>
    </message>
    <message>
      <source>Show the words near tokens, and some common ones.</source>
      <translation>显示词元附近的词和一些常用词。</translation>
    </message>
    <message>
      <source>Show them</source>
      <translation>显示</translation>
    </message>
    <message>
      <source>Show these rows in the table.</source>
      <translation>在表格中显示这些行。</translation>
    </message>
    <message>
      <source>Show this chart's figures as a table.</source>
      <translation>以表格显示此图表的数值。</translation>
    </message>
    <message>
      <source>Show this run on the Train page.</source>
      <translation>在“训练”页显示此训练。</translation>
    </message>
    <message>
      <source>Show this run.</source>
      <translation>显示此训练。</translation>
    </message>
    <message>
      <source>Show this training.</source>
      <translation>显示此训练。</translation>
    </message>
    <message>
      <source>Shown</source>
      <translation>显示</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>大小</translation>
    </message>
    <message>
      <source>Skip (0)</source>
      <translation>跳过 (0)</translation>
    </message>
    <message>
      <source>Small files that teach a base model a task. They can be handed on, and loaded elsewhere.</source>
      <translation>让基座模型学会一项任务的小文件，可以转交他人，也可在别处加载。</translation>
    </message>
    <message>
      <source>Smoothing</source>
      <translation>平滑</translation>
    </message>
    <message>
      <source>So many are shown, the least certain first.</source>
      <translation>显示这么多行，最不确定的在最前面。</translation>
    </message>
    <message>
      <source>So many of the answers that count are to be right.</source>
      <translation>计入的回答中应有这么多是正确的。</translation>
    </message>
    <message>
      <source>So that right are</source>
      <translation>使正确的达到</translation>
    </message>
    <message>
      <source>Soft prompts</source>
      <translation>软提示</translation>
    </message>
    <message>
      <source>Softprompt Studio {version}

Train, compare and export soft prompts.
Python {python}, PySide6 {pyside}. Licence: Apache 2.0.</source>
      <translation>Softprompt Studio {version}

训练、比较和导出软提示。
Python {python}，PySide6 {pyside}。许可证：Apache 2.0。</translation>
    </message>
    <message>
      <source>Something in the studio went wrong. Your projects and trainings are not touched.</source>
      <translation>程序出错了。你的项目和训练没有受到影响。</translation>
    </message>
    <message>
      <source>Something went wrong</source>
      <translation>出错了</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>源</translation>
    </message>
    <message>
      <source>Space</source>
      <translation>空格</translation>
    </message>
    <message>
      <source>Spent in training.</source>
      <translation>训练所用的时间。</translation>
    </message>
    <message>
      <source>Split</source>
      <translation>划分</translation>
    </message>
    <message>
      <source>Split seed</source>
      <translation>划分的随机种子</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>开始</translation>
    </message>
    <message>
      <source>Start a run that begins at the adapter on the Teach page, on the newest version of its table.</source>
      <translation>从教学页面上的适配器出发，用其表格的最新版本开始一次训练。</translation>
    </message>
    <message>
      <source>Start a training and watch it.</source>
      <translation>开始训练并观察过程。</translation>
    </message>
    <message>
      <source>Start the first training.</source>
      <translation>开始第一次训练。</translation>
    </message>
    <message>
      <source>Start the training that is described here (Ctrl+Enter).</source>
      <translation>开始这里描述的训练 (Ctrl+Enter)。</translation>
    </message>
    <message>
      <source>Starting</source>
      <translation>正在启动</translation>
    </message>
    <message>
      <source>State</source>
      <translation>状态</translation>
    </message>
    <message>
      <source>Step</source>
      <translation>步</translation>
    </message>
    <message>
      <source>Step of the training</source>
      <translation>训练步</translation>
    </message>
    <message>
      <source>Step {step:,} of {steps:,}, rate {rate}</source>
      <translation>第 {step:,} 步，共 {steps:,} 步，学习率 {rate}</translation>
    </message>
    <message>
      <source>Step {step:,} of {total:,}</source>
      <translation>第 {step:,} 步，共 {total:,} 步</translation>
    </message>
    <message>
      <source>Steps made of those planned.</source>
      <translation>已完成的步数与计划的步数。</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>停止</translation>
    </message>
    <message>
      <source>Stop and keep</source>
      <translation>停止并保留</translation>
    </message>
    <message>
      <source>Stop asking with this table.</source>
      <translation>停止用此表格提问。</translation>
    </message>
    <message>
      <source>Stop; the table that was open stays.</source>
      <translation>停止；打开的表格保持不变。</translation>
    </message>
    <message>
      <source>Stopped</source>
      <translation>已停止</translation>
    </message>
    <message>
      <source>Stopping …</source>
      <translation>正在停止…</translation>
    </message>
    <message>
      <source>Tab</source>
      <translation>制表符</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>表格</translation>
    </message>
    <message>
      <source>Tables (*.csv)</source>
      <translation>表格 (*.csv)</translation>
    </message>
    <message>
      <source>Tables ({files});;All files (*)</source>
      <translation>表格 ({files});;所有文件 (*)</translation>
    </message>
    <message>
      <source>Tables to learn from at once, beside that of the Data page, which is the first.</source>
      <translation>除“数据”页的第一个表格外，同时用于学习的表格。</translation>
    </message>
    <message>
      <source>Tag each word</source>
      <translation>标注每个词</translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>标记</translation>
    </message>
    <message>
      <source>Tags of words</source>
      <translation>序列标注</translation>
    </message>
    <message>
      <source>Tags, with commas between</source>
      <translation>标记，以逗号分隔</translation>
    </message>
    <message>
      <source>Take &amp;out</source>
      <translation>移出(&amp;O)</translation>
    </message>
    <message>
      <source>Take a table into the project; several files are one table.</source>
      <translation>把表格导入项目；多个文件合为一个表格。</translation>
    </message>
    <message>
      <source>Take a zipped adapter into the project, or a soft prompt of KoboldAI (.zip) or of Google's (.npy).</source>
      <translation>把压缩的适配器导入项目，也可以是 KoboldAI (.zip) 或 Google (.npy) 的软提示。</translation>
    </message>
    <message>
      <source>Take an adapter folder into the project.</source>
      <translation>把适配器文件夹导入项目。</translation>
    </message>
    <message>
      <source>Take an adapter into the project; you can also drop it here.</source>
      <translation>将适配器导入项目；也可直接拖到这里。</translation>
    </message>
    <message>
      <source>Take back all changes to training and method.</source>
      <translation>撤销对训练和方法的所有更改。</translation>
    </message>
    <message>
      <source>Take back all words written here.</source>
      <translation>撤回此处输入的所有词。</translation>
    </message>
    <message>
      <source>Take in again</source>
      <translation>重新加入</translation>
    </message>
    <message>
      <source>Take it off this list; the folder stays.</source>
      <translation>从此列表中移除；文件夹会保留。</translation>
    </message>
    <message>
      <source>Take off</source>
      <translation>取下</translation>
    </message>
    <message>
      <source>Take out</source>
      <translation>移出</translation>
    </message>
    <message>
      <source>Take out {n} row</source>
      <translation>移除 {n} 行</translation>
    </message>
    <message>
      <source>Take out {n} rows</source>
      <translation>移除 {n} 行</translation>
    </message>
    <message>
      <source>Take rows in again</source>
      <translation>重新纳入行</translation>
    </message>
    <message>
      <source>Take the &amp;tour</source>
      <translation>观看导览(&amp;T)</translation>
    </message>
    <message>
      <source>Take the chosen corrections back (Alt+D).</source>
      <translation>收回所选更正 (Alt+D)。</translation>
    </message>
    <message>
      <source>Take the last correction back (Ctrl+Z).</source>
      <translation>撤销上一处更正 (Ctrl+Z)。</translation>
    </message>
    <message>
      <source>Take the token out of the system's key ring.</source>
      <translation>从系统的密钥环中删除令牌。</translation>
    </message>
    <message>
      <source>Take the tour</source>
      <translation>观看导览</translation>
    </message>
    <message>
      <source>Take this run's settings for the next one.</source>
      <translation>将此训练的设置用于下一次训练。</translation>
    </message>
    <message>
      <source>Taken out</source>
      <translation>移除</translation>
    </message>
    <message>
      <source>Target</source>
      <translation>目标</translation>
    </message>
    <message>
      <source>Task</source>
      <translation>任务</translation>
    </message>
    <message>
      <source>Taught</source>
      <translation>新教</translation>
    </message>
    <message>
      <source>Taught: the text gets this label, and is added where the table lacks it.</source>
      <translation>新教：文本得到这个标签；表格中没有它时会加入。</translation>
    </message>
    <message>
      <source>Taught: {label}. Choose another label to correct that.</source>
      <translation>已教：{label}。如需更正，请选择另一个标签。</translation>
    </message>
    <message>
      <source>Teach</source>
      <translation>教学</translation>
    </message>
    <message>
      <source>Teach a frozen language model a task, with a few learned vectors.</source>
      <translation>用少量学到的向量，让冻结的语言模型学会一项任务。</translation>
    </message>
    <message>
      <source>Teach {label}</source>
      <translation>教为 {label}</translation>
    </message>
    <message>
      <source>Temperature</source>
      <translation>温度</translation>
    </message>
    <message>
      <source>Template</source>
      <translation>模板</translation>
    </message>
    <message>
      <source>Test</source>
      <translation>测试</translation>
    </message>
    <message>
      <source>Test on</source>
      <translation>用于测试</translation>
    </message>
    <message>
      <source>Test on a share of these rows instead.</source>
      <translation>改用这些行的一部分做测试。</translation>
    </message>
    <message>
      <source>Test rows of its run</source>
      <translation>其训练的测试行</translation>
    </message>
    <message>
      <source>Test share</source>
      <translation>测试占比</translation>
    </message>
    <message>
      <source>Test table</source>
      <translation>测试表格</translation>
    </message>
    <message>
      <source>Text</source>
      <translation>文本</translation>
    </message>
    <message>
      <source>Text column</source>
      <translation>文本列</translation>
    </message>
    <message>
      <source>Text of the row</source>
      <translation>该行的文本</translation>
    </message>
    <message>
      <source>Text to label</source>
      <translation>要标注的文本</translation>
    </message>
    <message>
      <source>Texts asked before, the newest first. Click one to have it again.</source>
      <translation>以前问过的文本，最新的在最前面。单击即可再次使用。</translation>
    </message>
    <message>
      <source>Texts asked before.</source>
      <translation>以前问过的文本。</translation>
    </message>
    <message>
      <source>That takes {n:,} measurements of the rows.</source>
      <translation>这需要对这些行测量 {n:,} 次。</translation>
    </message>
    <message>
      <source>The adapter has learned from {n} row that is set aside now, so the scores flatter a little.</source>
      <translation>适配器学过现在留作评测的 {n} 行，因此得分会略微偏高。</translation>
    </message>
    <message>
      <source>The adapter has learned from {n} rows that are set aside now, so the scores flatter a little.</source>
      <translation>适配器学过现在留作评测的 {n} 行，因此得分会略微偏高。</translation>
    </message>
    <message>
      <source>The adapter is being looked at.</source>
      <translation>正在查看适配器。</translation>
    </message>
    <message>
      <source>The adapter is deleted.</source>
      <translation>适配器已删除。</translation>
    </message>
    <message>
      <source>The adapter is in {file}.</source>
      <translation>适配器已保存到 {file}。</translation>
    </message>
    <message>
      <source>The answer stands here; the model learns to say it</source>
      <translation>答案在此处；模型学习说出它</translation>
    </message>
    <message>
      <source>The answers are in {file}.</source>
      <translation>回答已保存在 {file}。</translation>
    </message>
    <message>
      <source>The base model is being opened …</source>
      <translation>正在打开基座模型…</translation>
    </message>
    <message>
      <source>The base model is not on this disk: it is fetched from the hub first.</source>
      <translation>本机磁盘上没有此基座模型：将先从 Hub 获取。</translation>
    </message>
    <message>
      <source>The base model it belongs to.</source>
      <translation>它所属的基座模型。</translation>
    </message>
    <message>
      <source>The base model stays as it is; one serves all your tasks. This one is tiny, so that everything works at once.</source>
      <translation>基座模型保持不变，一个模型可用于所有任务。这里的模型很小，因此一切立刻可用。</translation>
    </message>
    <message>
      <source>The base model, only asked</source>
      <translation>直接提问的基座模型</translation>
    </message>
    <message>
      <source>The base model, shown a few examples</source>
      <translation>给几个示例的基座模型</translation>
    </message>
    <message>
      <source>The base model, shown one example</source>
      <translation>给一个示例的基座模型</translation>
    </message>
    <message>
      <source>The base model, which stays as it is.</source>
      <translation>基座模型，它保持不变。</translation>
    </message>
    <message>
      <source>The base model, without a soft prompt</source>
      <translation>没有软提示的基座模型</translation>
    </message>
    <message>
      <source>The base model. It stays as it is; only the soft prompt learns.</source>
      <translation>基座模型。它保持不变，只有软提示在学习。</translation>
    </message>
    <message>
      <source>The changes are discarded.</source>
      <translation>修改已放弃。</translation>
    </message>
    <message>
      <source>The character between cells.</source>
      <translation>单元格之间的字符。</translation>
    </message>
    <message>
      <source>The command is copied.</source>
      <translation>命令已复制。</translation>
    </message>
    <message>
      <source>The corrections are others by now, so they stay as they are.</source>
      <translation>更正在此期间已有变动，因此保持现状。</translation>
    </message>
    <message>
      <source>The drive of the project does not answer. Check that it is connected, then try again.</source>
      <translation>项目所在的磁盘没有响应。请检查它是否已连接，然后重试。</translation>
    </message>
    <message>
      <source>The file of version {version} stays as it is.</source>
      <translation>版本 {version} 的文件保持不变。</translation>
    </message>
    <message>
      <source>The first rows of the table, while the rest is read.</source>
      <translation>读取其余部分时先显示表格的前几行。</translation>
    </message>
    <message>
      <source>The hub has no such model. Ask for fewer things at once.</source>
      <translation>Hub 上没有这样的模型。请减少筛选条件。</translation>
    </message>
    <message>
      <source>The inference process could not be started: {why}.</source>
      <translation>无法启动推理进程：{why}。</translation>
    </message>
    <message>
      <source>The inference process ended unexpectedly.</source>
      <translation>推理进程意外结束。</translation>
    </message>
    <message>
      <source>The label is ri&amp;ght</source>
      <translation>标签正确(&amp;G)</translation>
    </message>
    <message>
      <source>The label that is likely right.</source>
      <translation>很可能正确的标签。</translation>
    </message>
    <message>
      <source>The label that is right.</source>
      <translation>正确的标签。</translation>
    </message>
    <message>
      <source>The label that the table gives.</source>
      <translation>表格中给出的标签。</translation>
    </message>
    <message>
      <source>The label words</source>
      <translation>标签词</translation>
    </message>
    <message>
      <source>The last time</source>
      <translation>上次运行</translation>
    </message>
    <message>
      <source>The learning rate is {rate:g}.</source>
      <translation>学习率为 {rate:g}。</translation>
    </message>
    <message>
      <source>The length (norm) of each vector. The band is what is usual of words: their mean, and one standard deviation above and below.</source>
      <translation>每个向量的长度（范数）。色带是词的常见范围：平均值上下各一个标准差。</translation>
    </message>
    <message>
      <source>The length (norm) of its vector.</source>
      <translation>其向量的长度（范数）。</translation>
    </message>
    <message>
      <source>The log is empty so far.</source>
      <translation>日志目前为空。</translation>
    </message>
    <message>
      <source>The mean length (norm) over virtual tokens in each layer.</source>
      <translation>每一层中虚拟词元的平均长度（范数）。</translation>
    </message>
    <message>
      <source>The mean length (norm) over virtual tokens in each layer. The line across a bar is what real words have there.</source>
      <translation>每一层中虚拟词元的平均长度（范数）。柱上的横线是真实的词在该层的数值。</translation>
    </message>
    <message>
      <source>The model answers with these words. Plain, short words that fit the template work best.</source>
      <translation>模型用这些词回答。简短、常见且符合模板的词效果最好。</translation>
    </message>
    <message>
      <source>The model learns to</source>
      <translation>模型学习</translation>
    </message>
    <message>
      <source>The model stays as it is; a classification head learns to make it {what} ("{answer}").</source>
      <translation>模型保持不变；由一个分类头学习，使它{what}（“{answer}”）。</translation>
    </message>
    <message>
      <source>The model stays as it is; {n} example learns to make it {what} ("{answer}").</source>
      <translation>模型保持不变；由 {n} 个示例学习，使它{what}（“{answer}”）。</translation>
    </message>
    <message>
      <source>The model stays as it is; {n} examples learn to make it {what} ("{answer}").</source>
      <translation>模型保持不变；由 {n} 个示例学习，使它{what}（“{answer}”）。</translation>
    </message>
    <message>
      <source>The model stays as it is; {n} virtual token learns to make it {what} ("{answer}").</source>
      <translation>模型保持不变；由 {n} 个虚拟词元学习，使它{what}（“{answer}”）。</translation>
    </message>
    <message>
      <source>The model stays as it is; {n} virtual tokens learn to make it {what} ("{answer}").</source>
      <translation>模型保持不变；由 {n} 个虚拟词元学习，使它{what}（“{answer}”）。</translation>
    </message>
    <message>
      <source>The model's own</source>
      <translation>与模型相同</translation>
    </message>
    <message>
      <source>The most downloaded come first.</source>
      <translation>下载最多的在前。</translation>
    </message>
    <message>
      <source>The most parameters.</source>
      <translation>参数量上限。</translation>
    </message>
    <message>
      <source>The newest values, or those under the pointer.</source>
      <translation>最新的数值，或指针处的数值。</translation>
    </message>
    <message>
      <source>The next run</source>
      <translation>下一次训练</translation>
    </message>
    <message>
      <source>The next stop.</source>
      <translation>下一站。</translation>
    </message>
    <message>
      <source>The plain template: virtual tokens in front, then the text, then the answer.</source>
      <translation>基本模板：虚拟词元在前，然后是文本，最后是答案。</translation>
    </message>
    <message>
      <source>The plane in which their directions differ most (PCA).</source>
      <translation>方向差异最大的平面（PCA）。</translation>
    </message>
    <message>
      <source>The plane in which vectors differ most (PCA).</source>
      <translation>向量差异最大的平面（PCA）。</translation>
    </message>
    <message>
      <source>The prompt as it stood at this step; at the right end as it is.</source>
      <translation>提示在该步时的样子；最右端为现在的样子。</translation>
    </message>
    <message>
      <source>The prompt is not worth its tokens: {who} does as well or better ({points:.1f} points).</source>
      <translation>这个提示不值得它所用的词元：“{who}”同样好或更好（{points:.1f} 个百分点）。</translation>
    </message>
    <message>
      <source>The prompt learned nothing: always answering the most frequent label is as good or better.</source>
      <translation>提示什么也没学到：总是回答最常见的标签同样好或更好。</translation>
    </message>
    <message>
      <source>The report is in {path}. {go_on}</source>
      <translation>错误报告已保存到 {path}。{go_on}</translation>
    </message>
    <message>
      <source>The row as the model reads it, a field a token. Arrow keys scroll.</source>
      <translation>模型读到的行，每个格子一个词元。方向键滚动。</translation>
    </message>
    <message>
      <source>The rows are being read …</source>
      <translation>正在读取各行…</translation>
    </message>
    <message>
      <source>The rows are in {file}.</source>
      <translation>这些行已保存到 {file}。</translation>
    </message>
    <message>
      <source>The rows that the two runs answered differently.</source>
      <translation>两次训练回答不同的行。</translation>
    </message>
    <message>
      <source>The rows that were answered so, the surest answer first.</source>
      <translation>得到该回答的行，最确定的在前。</translation>
    </message>
    <message>
      <source>The run ends without an adapter; its curves stay. To keep the best so far, press Stop and keep instead.</source>
      <translation>训练将结束且不生成适配器，曲线会保留。要保留目前最好的结果，请改按“停止并保留”。</translation>
    </message>
    <message>
      <source>The run is trained from its start for {steps} steps, with a rate that grows at each. Nothing of it is kept. Where the loss falls is where a rate teaches; where it rises, the rate is too large.</source>
      <translation>从头训练 {steps} 步，学习率逐步增大，结果不予保留。损失下降之处，学习率有效；损失上升之处，学习率过大。</translation>
    </message>
    <message>
      <source>The run.toml is copied.</source>
      <translation>run.toml 已复制。</translation>
    </message>
    <message>
      <source>The same on the test rows.</source>
      <translation>测试行上的同一指标。</translation>
    </message>
    <message>
      <source>The same once more: how far two results differ by chance alone.</source>
      <translation>同样再来一次：看两次结果仅因偶然相差多少。</translation>
    </message>
    <message>
      <source>The same seed gives the same text.</source>
      <translation>相同的随机种子给出相同的文本。</translation>
    </message>
    <message>
      <source>The soft prompt's score beside doing without it, on the same rows.</source>
      <translation>在相同的行上，软提示的得分与不用它时的得分对照。</translation>
    </message>
    <message>
      <source>The split that becomes the table.</source>
      <translation>成为表格的划分。</translation>
    </message>
    <message>
      <source>The stop before.</source>
      <translation>上一站。</translation>
    </message>
    <message>
      <source>The studio ended unexpectedly last time, after a fault in native code.</source>
      <translation>程序上次因原生代码故障而意外结束。</translation>
    </message>
    <message>
      <source>The studio ended unexpectedly last time, as happens when the computer is switched off.</source>
      <translation>程序上次意外结束，例如因为电脑被关闭。</translation>
    </message>
    <message>
      <source>The table</source>
      <translation>表格</translation>
    </message>
    <message>
      <source>The table says all of it already, so there is no new version.</source>
      <translation>表格中已经全部如此，因此没有新版本。</translation>
    </message>
    <message>
      <source>The table to learn from.</source>
      <translation>用于学习的表格。</translation>
    </message>
    <message>
      <source>The template needs a table, for its columns.</source>
      <translation>模板需要表格中的列。</translation>
    </message>
    <message>
      <source>The text that stands for {{{column}}} in the template. Alt+Enter asks.</source>
      <translation>模板中 {{{column}}} 所代表的文本。按 Alt+Enter 提问。</translation>
    </message>
    <message>
      <source>The text that was written.</source>
      <translation>生成的文本。</translation>
    </message>
    <message>
      <source>The training could not be asked to pause.</source>
      <translation>无法请求训练暂停。</translation>
    </message>
    <message>
      <source>The training ended unexpectedly. It can be resumed.</source>
      <translation>训练意外结束，可以继续。</translation>
    </message>
    <message>
      <source>The training failed.</source>
      <translation>训练失败。</translation>
    </message>
    <message>
      <source>The training is finished.</source>
      <translation>训练已完成。</translation>
    </message>
    <message>
      <source>The training process ended unexpectedly.</source>
      <translation>训练进程意外结束。</translation>
    </message>
    <message>
      <source>The values, with commas between; one run for each.</source>
      <translation>各个值，用逗号分隔；每个值训练一次。</translation>
    </message>
    <message>
      <source>The whole vocabulary</source>
      <translation>整个词表</translation>
    </message>
    <message>
      <source>The window speaks it from its next start on. Trainings go on meanwhile.</source>
      <translation>窗口从下次启动起使用该语言。训练会照常继续。</translation>
    </message>
    <message>
      <source>The word that the model answers for each label.</source>
      <translation>模型为每个标签回答的词。</translation>
    </message>
    <message>
      <source>The words that each virtual token is near.</source>
      <translation>每个虚拟词元接近的词。</translation>
    </message>
    <message>
      <source>The words whose vectors are nearest to each virtual token. Click a heading to sort.</source>
      <translation>向量与每个虚拟词元最近的词。点击列标题排序。</translation>
    </message>
    <message>
      <source>There is no curve.</source>
      <translation>没有曲线。</translation>
    </message>
    <message>
      <source>There is no table yet. Import one on the Data page.</source>
      <translation>还没有表格。请在数据页面导入一个。</translation>
    </message>
    <message>
      <source>There is nothing to compare it with: no baseline was measured on these rows.</source>
      <translation>没有可比较的对象：在这些行上没有测过基线。</translation>
    </message>
    <message>
      <source>These rows are not used. Mend them in the file and import it again, or choose other options.</source>
      <translation>这些行不会被使用。请在文件中修正后重新导入，或选择其他选项。</translation>
    </message>
    <message>
      <source>These rows have no label each, so there is none to correct.</source>
      <translation>这些行没有各自的标签，因此没有可更正的标签。</translation>
    </message>
    <message>
      <source>These runs have the same settings.</source>
      <translation>这些训练的设置相同。</translation>
    </message>
    <message>
      <source>These runs were not measured on the same test rows. Choose two with the same table, label and split.</source>
      <translation>这些训练不是在相同的测试行上评测的。请选择表格、标签和划分都相同的两次训练。</translation>
    </message>
    <message>
      <source>These runs were not measured on the same validation rows. Choose two with the same table, label and split.</source>
      <translation>这些训练不是在相同的验证行上评测的。请选择表格、标签和划分都相同的两次训练。</translation>
    </message>
    <message>
      <source>They answer all of {n} test row alike.</source>
      <translation>{n} 个测试行的回答全部相同。</translation>
    </message>
    <message>
      <source>They answer all of {n} test rows alike.</source>
      <translation>{n} 个测试行的回答全部相同。</translation>
    </message>
    <message>
      <source>They answer all of {n} validation row alike.</source>
      <translation>{n} 个验证行的回答全部相同。</translation>
    </message>
    <message>
      <source>They answer all of {n} validation rows alike.</source>
      <translation>{n} 个验证行的回答全部相同。</translation>
    </message>
    <message>
      <source>They go on</source>
      <translation>继续训练</translation>
    </message>
    <message>
      <source>They pause</source>
      <translation>暂停训练</translation>
    </message>
    <message>
      <source>This is needed.</source>
      <translation>此项必填。</translation>
    </message>
    <message>
      <source>This project</source>
      <translation>当前项目</translation>
    </message>
    <message>
      <source>This run</source>
      <translation>此次训练</translation>
    </message>
    <message>
      <source>This soft prompt</source>
      <translation>此软提示</translation>
    </message>
    <message>
      <source>This table</source>
      <translation>从这份表格，</translation>
    </message>
    <message>
      <source>This table is not there any more. Remove it, and add another one.</source>
      <translation>此表格已不存在。请移除它，再添加另一个。</translation>
    </message>
    <message>
      <source>This table, on this model, by this method: go.</source>
      <translation>用这个表格，在这个模型上，以这种方法：开始。</translation>
    </message>
    <message>
      <source>Tick those that are to answer, side by side.</source>
      <translation>勾选要并排回答的适配器。</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>用时</translation>
    </message>
    <message>
      <source>To compare with</source>
      <translation>用于比较</translation>
    </message>
    <message>
      <source>To fetch the same again: {command}</source>
      <translation>再次获取同一份数据：{command}</translation>
    </message>
    <message>
      <source>To the tokens of which prompt.</source>
      <translation>与哪个提示的词元比较。</translation>
    </message>
    <message>
      <source>To train on</source>
      <translation>用于训练</translation>
    </message>
    <message>
      <source>Token</source>
      <translation>词元</translation>
    </message>
    <message>
      <source>Token lengths</source>
      <translation>词元长度</translation>
    </message>
    <message>
      <source>Tokens kept</source>
      <translation>保留的词元数</translation>
    </message>
    <message>
      <source>Too long for the model, so it is not read.</source>
      <translation>超出模型长度，不会被读取。</translation>
    </message>
    <message>
      <source>Top-p</source>
      <translation>Top-p</translation>
    </message>
    <message>
      <source>Tour: {title}</source>
      <translation>导览：{title}</translation>
    </message>
    <message>
      <source>Train</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>Train &amp;on from the adapter</source>
      <translation>从适配器接着训练(&amp;O)</translation>
    </message>
    <message>
      <source>Train a hundred steps with a growing rate, and see where the loss falls.</source>
      <translation>用逐渐增大的学习率训练一百步，看损失在哪里下降。</translation>
    </message>
    <message>
      <source>Train after this run</source>
      <translation>排在此训练之后</translation>
    </message>
    <message>
      <source>Train an adapter.</source>
      <translation>训练适配器。</translation>
    </message>
    <message>
      <source>Train its first steps with a growing rate, and see where the loss falls.</source>
      <translation>用逐渐增大的学习率训练最初的若干步，看损失在哪里下降。</translation>
    </message>
    <message>
      <source>Train next</source>
      <translation>优先训练</translation>
    </message>
    <message>
      <source>Train nothing.</source>
      <translation>什么也不训练。</translation>
    </message>
    <message>
      <source>Train on from here</source>
      <translation>由此继续训练</translation>
    </message>
    <message>
      <source>Train one on the Train page, or import one, and compare here what it answers.</source>
      <translation>在“训练”页训练一个，或导入一个，然后在此比较它的回答。</translation>
    </message>
    <message>
      <source>Train one on the Train page, or import one, and look here at what its virtual tokens are.</source>
      <translation>在“训练”页训练一个，或导入一个，然后在这里查看它的虚拟词元是什么。</translation>
    </message>
    <message>
      <source>Train one on the Train page. Here it shows what it does not know, and which labels it doubts.</source>
      <translation>在“训练”页训练一个适配器。它会在此显示它不懂什么，以及怀疑哪些标签。</translation>
    </message>
    <message>
      <source>Train one run for each value and seed, one after the other.</source>
      <translation>为每个值和每个随机种子依次训练一次。</translation>
    </message>
    <message>
      <source>Train takes some minutes. Close the window meanwhile if you like: training goes on. The result stands beside what needs no training at all.</source>
      <translation>训练需要几分钟。期间可以关闭窗口，训练会继续进行。结果会与完全不需训练的做法并列显示。</translation>
    </message>
    <message>
      <source>Train this run again, or take its settings elsewhere.</source>
      <translation>再次训练，或将其设置用在别处。</translation>
    </message>
    <message>
      <source>Train what the four steps describe.</source>
      <translation>按四个步骤的设置开始训练。</translation>
    </message>
    <message>
      <source>Trained for {time}.</source>
      <translation>训练用时 {time}。</translation>
    </message>
    <message>
      <source>Trained here, or imported.</source>
      <translation>在此训练，或由导入得来。</translation>
    </message>
    <message>
      <source>Training</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>Training a prompt for each table</source>
      <translation>为每个表格训练一个提示</translation>
    </message>
    <message>
      <source>Training process that waits</source>
      <translation>待命的训练进程</translation>
    </message>
    <message>
      <source>Training progress</source>
      <translation>训练进度</translation>
    </message>
    <message>
      <source>Training: {n} runs.</source>
      <translation>开始训练：{n} 次。</translation>
    </message>
    <message>
      <source>Training: {run}.</source>
      <translation>开始训练：{run}。</translation>
    </message>
    <message>
      <source>Trainings on closing</source>
      <translation>关闭时的训练</translation>
    </message>
    <message>
      <source>Trainings that start from now on take these, and so does what is asked next.</source>
      <translation>从现在起开始的训练和下一次提问都会采用这些设置。</translation>
    </message>
    <message>
      <source>True</source>
      <translation>真实</translation>
    </message>
    <message>
      <source>Trust</source>
      <translation>可信度</translation>
    </message>
    <message>
      <source>Try</source>
      <translation>试用</translation>
    </message>
    <message>
      <source>Try adapters on texts of your own.</source>
      <translation>用自己的文本试用适配器。</translation>
    </message>
    <message>
      <source>Try it</source>
      <translation>试一试</translation>
    </message>
    <message>
      <source>Try the adapter on texts of your own.</source>
      <translation>用自己的文本试用此适配器。</translation>
    </message>
    <message>
      <source>Try this adapter on texts of your own.</source>
      <translation>用自己的文本试用此适配器。</translation>
    </message>
    <message>
      <source>Try this run's adapter on texts of your own, in the playground.</source>
      <translation>在试用中用自己的文本试用此训练的适配器。</translation>
    </message>
    <message>
      <source>Typically {n} token a row, at most {most:,}, with {inside}.</source>
      <translation>通常每行 {n} 个词元，最多 {most:,} 个，包括{inside}。</translation>
    </message>
    <message>
      <source>Typically {n} tokens a row, at most {most:,}, with {inside}.</source>
      <translation>通常每行 {n} 个词元，最多 {most:,} 个，包括{inside}。</translation>
    </message>
    <message>
      <source>Uncertain rows, likely label errors, and what waits to be saved.</source>
      <translation>不确定的行、可能的标签错误，以及等待保存的内容。</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>撤销</translation>
    </message>
    <message>
      <source>Uneven: always saying "{label}" would be right for {share} of the rows.</source>
      <translation>不均衡：始终回答“{label}”就能答对 {share} 的行。</translation>
    </message>
    <message>
      <source>Unsure below</source>
      <translation>低于此值为不确定</translation>
    </message>
    <message>
      <source>Up to 150 M</source>
      <translation>不超过 150 M</translation>
    </message>
    <message>
      <source>Up to 2 B</source>
      <translation>不超过 2 B</translation>
    </message>
    <message>
      <source>Up to 500 M</source>
      <translation>不超过 500 M</translation>
    </message>
    <message>
      <source>Up to 8 B</source>
      <translation>不超过 8 B</translation>
    </message>
    <message>
      <source>Up to {most} letters, digits, - and _.</source>
      <translation>最多 {most} 个字母、数字、- 和 _。</translation>
    </message>
    <message>
      <source>Use rows as they are</source>
      <translation>按原样使用各行</translation>
    </message>
    <message>
      <source>Use the labels themselves</source>
      <translation>使用标签本身</translation>
    </message>
    <message>
      <source>Use this rate</source>
      <translation>使用此学习率</translation>
    </message>
    <message>
      <source>Use {rate:g}</source>
      <translation>使用 {rate:g}</translation>
    </message>
    <message>
      <source>Validation</source>
      <translation>验证</translation>
    </message>
    <message>
      <source>Validation and test together must leave rows to train on.</source>
      <translation>验证和测试之外必须留有用于训练的行。</translation>
    </message>
    <message>
      <source>Validation rows of its run</source>
      <translation>其训练的验证行</translation>
    </message>
    <message>
      <source>Validation share</source>
      <translation>验证占比</translation>
    </message>
    <message>
      <source>Values</source>
      <translation>值</translation>
    </message>
    <message>
      <source>Values in the chart</source>
      <translation>图表中的数值</translation>
    </message>
    <message>
      <source>Vectors</source>
      <translation>向量</translation>
    </message>
    <message>
      <source>Version</source>
      <translation>版本</translation>
    </message>
    <message>
      <source>Version and licence.</source>
      <translation>版本和许可证。</translation>
    </message>
    <message>
      <source>Version {number}</source>
      <translation>版本 {number}</translation>
    </message>
    <message>
      <source>Versions of this data set; each keeps its rows for good.</source>
      <translation>此数据集的各个版本；每个版本的行永久保留。</translation>
    </message>
    <message>
      <source>Very long</source>
      <translation>特别长</translation>
    </message>
    <message>
      <source>Virtual tokens</source>
      <translation>虚拟词元</translation>
    </message>
    <message>
      <source>Virtual tokens among words, in two dimensions.</source>
      <translation>虚拟词元在词中的二维分布。</translation>
    </message>
    <message>
      <source>Virtual tokens in a plane: {adapter}</source>
      <translation>平面中的虚拟词元：{adapter}</translation>
    </message>
    <message>
      <source>Virtual tokens inside the text: the adapter keeps the template beside it, which PEFT alone does not know.</source>
      <translation>虚拟词元位于文本之中：适配器会附带保存模板，而单独的 PEFT 并不认识它。</translation>
    </message>
    <message>
      <source>Vote</source>
      <translation>投票</translation>
    </message>
    <message>
      <source>Wait with the rest; what has come stays.</source>
      <translation>暂缓下载其余部分；已下载的保留。</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>等待中</translation>
    </message>
    <message>
      <source>Waits for the run before it to end.</source>
      <translation>等待前一个训练结束。</translation>
    </message>
    <message>
      <source>Watch</source>
      <translation>查看</translation>
    </message>
    <message>
      <source>Way</source>
      <translation>轨迹</translation>
    </message>
    <message>
      <source>Weigh rare labels more</source>
      <translation>加大少见标签的权重</translation>
    </message>
    <message>
      <source>What</source>
      <translation>操作</translation>
    </message>
    <message>
      <source>What a soft prompt is near to, how it came there, and what each of its virtual tokens does.</source>
      <translation>软提示接近什么、如何走到那里，以及每个虚拟词元的作用。</translation>
    </message>
    <message>
      <source>What a soft prompt is near to.</source>
      <translation>软提示接近哪些词。</translation>
    </message>
    <message>
      <source>What becomes of trainings when the window closes.</source>
      <translation>关闭窗口时如何处理正在进行的训练。</translation>
    </message>
    <message>
      <source>What differs from run to run.</source>
      <translation>各次训练之间不同的设置。</translation>
    </message>
    <message>
      <source>What is in no version of the table yet.</source>
      <translation>尚未存入表格任何版本的更正。</translation>
    </message>
    <message>
      <source>What is taken for what, on the {split} rows</source>
      <translation>{split}行上什么被当成了什么</translation>
    </message>
    <message>
      <source>What is to be remembered of this adapter. Saved when you leave the field.</source>
      <translation>关于此适配器需要记住的内容。离开输入框时保存。</translation>
    </message>
    <message>
      <source>What is told of each token at each step.</source>
      <translation>显示每个词元在每一步的哪个数值。</translation>
    </message>
    <message>
      <source>What is told of the adapter</source>
      <translation>适配器剖析内容</translation>
    </message>
    <message>
      <source>What its scores and its adapter are called.</source>
      <translation>它的得分和适配器的名称。</translation>
    </message>
    <message>
      <source>What some method can do with the model.</source>
      <translation>至少有一种方法能用此模型完成的任务。</translation>
    </message>
    <message>
      <source>What the base model reads, with columns in braces. Empty: the first adapter's template without its tokens.</source>
      <translation>基座模型所读的内容，列写在花括号中。留空则使用第一个适配器的模板，不含其词元。</translation>
    </message>
    <message>
      <source>What the chosen rows should be.</source>
      <translation>所选行应有的标签。</translation>
    </message>
    <message>
      <source>What the model learns to answer.</source>
      <translation>模型学习回答的内容。</translation>
    </message>
    <message>
      <source>What the model learns to do with a row.</source>
      <translation>模型学习如何处理一行。</translation>
    </message>
    <message>
      <source>What the model may be used for.</source>
      <translation>模型允许的用途。</translation>
    </message>
    <message>
      <source>What the model reads of the row.</source>
      <translation>模型从这一行读到的内容。</translation>
    </message>
    <message>
      <source>What the model reads of this row.</source>
      <translation>模型从此行读到的内容。</translation>
    </message>
    <message>
      <source>What the model reads.</source>
      <translation>模型读取的内容。</translation>
    </message>
    <message>
      <source>What the next version of the table has that this one has not.</source>
      <translation>表格的下一个版本将有而当前版本没有的内容。</translation>
    </message>
    <message>
      <source>What the process wrote.</source>
      <translation>进程写入的内容。</translation>
    </message>
    <message>
      <source>What the score is without each virtual token.</source>
      <translation>分别去掉每个虚拟词元后的分数。</translation>
    </message>
    <message>
      <source>What the table says.</source>
      <translation>表格中的答案。</translation>
    </message>
    <message>
      <source>What this page is for and how its parts work.</source>
      <translation>此页面的用途和各部分的用法。</translation>
    </message>
    <message>
      <source>What this page is for.</source>
      <translation>此页面的用途。</translation>
    </message>
    <message>
      <source>What to correct</source>
      <translation>要更正的内容</translation>
    </message>
    <message>
      <source>What to do where some labels are rare.</source>
      <translation>部分标签较少时如何处理。</translation>
    </message>
    <message>
      <source>What to learn</source>
      <translation>学习内容</translation>
    </message>
    <message>
      <source>What trainings made: export, import, rename.</source>
      <translation>训练的成果：导出、导入、重命名。</translation>
    </message>
    <message>
      <source>What trains the same in a terminal.</source>
      <translation>在终端中进行同样训练的命令。</translation>
    </message>
    <message>
      <source>What was found, and what to do about it. Arrow keys scroll.</source>
      <translation>发现的问题和处理办法。可用方向键滚动。</translation>
    </message>
    <message>
      <source>Where texts are cut that are longer than the model reads.</source>
      <translation>文本超过模型可读长度时从何处截断。</translation>
    </message>
    <message>
      <source>Where the hub's own tools keep them</source>
      <translation>Hub 自带工具的存放位置</translation>
    </message>
    <message>
      <source>Where the text is looked for.</source>
      <translation>在哪里查找文本。</translation>
    </message>
    <message>
      <source>Where the vectors stand, or where they point to whatever their length.</source>
      <translation>向量所在的位置，或不计长度时向量所指的方向。</translation>
    </message>
    <message>
      <source>Where they disagree</source>
      <translation>分歧之处</translation>
    </message>
    <message>
      <source>Whether its nearest word is nearer than that of 95 of 100 random vectors. Otherwise believe no word of it.</source>
      <translation>与最近的词的距离是否比 100 个随机向量中的 95 个更近。若不是，所列的词都不可信。</translation>
    </message>
    <message>
      <source>Whether quotes wrap cells or are part of the text.</source>
      <translation>引号是包围单元格，还是文本的一部分。</translation>
    </message>
    <message>
      <source>Whether the first row names the columns.</source>
      <translation>首行是否为列名。</translation>
    </message>
    <message>
      <source>Whether the prompt was trained on this row, so that it looks more certain than it is.</source>
      <translation>提示是否在这一行上训练过；若是，它看起来会比实际更确定。</translation>
    </message>
    <message>
      <source>Which bytes stand for which letters.</source>
      <translation>字节与字符的对应方式。</translation>
    </message>
    <message>
      <source>Which data set of the Hugging Face hub?</source>
      <translation>Hugging Face Hub 的哪个数据集？</translation>
    </message>
    <message>
      <source>Which number the lower chart shows.</source>
      <translation>下方图表显示哪个指标。</translation>
    </message>
    <message>
      <source>Which of the prompts of an ensemble.</source>
      <translation>提示集成中的哪一个提示。</translation>
    </message>
    <message>
      <source>Which of the runs that train or wait is shown.</source>
      <translation>显示哪一个正在进行或等待的训练。</translation>
    </message>
    <message>
      <source>Which of the tables that the data set holds.</source>
      <translation>数据集中的哪一个表格。</translation>
    </message>
    <message>
      <source>Which process's log is shown.</source>
      <translation>显示哪个进程的日志。</translation>
    </message>
    <message>
      <source>Which row of the table is shown below.</source>
      <translation>下方显示表格的哪一行。</translation>
    </message>
    <message>
      <source>Which rows are drawn. The same seed draws the same rows.</source>
      <translation>决定抽取哪些行。种子相同，抽取的行也相同。</translation>
    </message>
    <message>
      <source>Which score the pictures show.</source>
      <translation>图中显示哪个分数。</translation>
    </message>
    <message>
      <source>Which sheet of the workbook is the table.</source>
      <translation>工作簿中的哪个工作表是表格。</translation>
    </message>
    <message>
      <source>Which virtual token, from the first.</source>
      <translation>从头数起的第几个虚拟词元。</translation>
    </message>
    <message>
      <source>Who is asked, and whose table is corrected.</source>
      <translation>向谁提问，以及更正谁的表格。</translation>
    </message>
    <message>
      <source>Whose virtual tokens to look at.</source>
      <translation>查看哪个适配器的虚拟词元。</translation>
    </message>
    <message>
      <source>Window</source>
      <translation>窗口</translation>
    </message>
    <message>
      <source>With another seed</source>
      <translation>换一个随机种子</translation>
    </message>
    <message>
      <source>With several values of a setting …</source>
      <translation>用一个设置的多个值…</translation>
    </message>
    <message>
      <source>With the cosine of the nearest: 1 is the same direction, 0 nothing in common.</source>
      <translation>附最近词的余弦：1 表示方向相同，0 表示毫无共同之处。</translation>
    </message>
    <message>
      <source>With the distance of the nearest: 0 is the word itself.</source>
      <translation>附最近词的距离：0 表示就是这个词。</translation>
    </message>
    <message>
      <source>Without answer</source>
      <translation>没有答案</translation>
    </message>
    <message>
      <source>Without label</source>
      <translation>没有标签</translation>
    </message>
    <message>
      <source>Without text</source>
      <translation>没有文本</translation>
    </message>
    <message>
      <source>Word</source>
      <translation>词</translation>
    </message>
    <message>
      <source>Words</source>
      <translation>词</translation>
    </message>
    <message>
      <source>Words and tags that differ</source>
      <translation>词与标记数目不符</translation>
    </message>
    <message>
      <source>Words in the name of a model.</source>
      <translation>模型名称中的词。</translation>
    </message>
    <message>
      <source>Words in the name, for example modernbert</source>
      <translation>名称中的词，例如 modernbert</translation>
    </message>
    <message>
      <source>Words to find this adapter by, with commas between. Saved when you leave the field.</source>
      <translation>用于查找此适配器的词，以逗号分隔。离开输入框时保存。</translation>
    </message>
    <message>
      <source>Words, columns in braces, and {soft:20} for virtual tokens.</source>
      <translation>文字、花括号中的列名，以及表示虚拟词元的 {soft:20}。</translation>
    </message>
    <message>
      <source>Words, lengths, likeness, a map, drift, and leaving tokens out.</source>
      <translation>词、长度、相似度、分布图、漂移和逐个去除。</translation>
    </message>
    <message>
      <source>Write a text first.</source>
      <translation>请先输入文本。</translation>
    </message>
    <message>
      <source>Write text</source>
      <translation>生成文本</translation>
    </message>
    <message>
      <source>Write the prompt that the base model is asked with.</source>
      <translation>写下询问基座模型所用的提示。</translation>
    </message>
    <message>
      <source>Write the suggested rate into the training settings.</source>
      <translation>将建议的学习率写入训练设置。</translation>
    </message>
    <message>
      <source>Writing</source>
      <translation>生成</translation>
    </message>
    <message>
      <source>Wrong? Click the right label, or choose it with the arrow keys and Enter.</source>
      <translation>不对？单击正确的标签，或用方向键和 Enter 键选择它。</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>是</translation>
    </message>
    <message>
      <source>You can go on; if the window behaves oddly, close it and open it again.</source>
      <translation>可以继续使用；如果窗口表现异常，请关闭后重新打开。</translation>
    </message>
    <message>
      <source>Your hard prompt</source>
      <translation>你的硬提示</translation>
    </message>
    <message>
      <source>Your tables, runs and adapters are saved, and so is what you had set up for the next run. Trainings go on without the window; one that was ended too stands on Home, and Resume goes on from its last checkpoint.</source>
      <translation>你的表格、训练和适配器都已保存，为下一次训练所做的设置也是。没有窗口时训练照常进行；一同被结束的训练列在主页上，点“继续”即可从它最后的检查点接着训练。</translation>
    </message>
    <message>
      <source>Zip archive (*.zip)</source>
      <translation>ZIP 压缩包 (*.zip)</translation>
    </message>
    <message>
      <source>[answer:{text}]</source>
      <translation>[答案：{text}]</translation>
    </message>
    <message>
      <source>about as certain</source>
      <translation>确定度相近</translation>
    </message>
    <message>
      <source>accuracy</source>
      <translation>准确率</translation>
    </message>
    <message>
      <source>always the most frequent label</source>
      <translation>总是选最常见的标签</translation>
    </message>
    <message>
      <source>and from</source>
      <translation>以及</translation>
    </message>
    <message>
      <source>answer</source>
      <translation>答案</translation>
    </message>
    <message>
      <source>answered</source>
      <translation>回答</translation>
    </message>
    <message>
      <source>answers</source>
      <translation>回答</translation>
    </message>
    <message>
      <source>at least as certain</source>
      <translation>确定度不低于</translation>
    </message>
    <message>
      <source>bars: 95 % over the rows</source>
      <translation>误差条：按行的 95 %</translation>
    </message>
    <message>
      <source>bars: 95 % over {seeds} seeds</source>
      <translation>误差条：{seeds} 个随机种子的 95 %</translation>
    </message>
    <message>
      <source>best at step {step:,}</source>
      <translation>第 {step:,} 步最佳</translation>
    </message>
    <message>
      <source>best member's accuracy</source>
      <translation>最佳成员准确率</translation>
    </message>
    <message>
      <source>bf16</source>
      <translation>bf16</translation>
    </message>
    <message>
      <source>by chance</source>
      <translation>偶然</translation>
    </message>
    <message>
      <source>by this method</source>
      <translation>用这种方法，</translation>
    </message>
    <message>
      <source>calibration error</source>
      <translation>校准误差</translation>
    </message>
    <message>
      <source>certainty</source>
      <translation>确定度</translation>
    </message>
    <message>
      <source>choose its label</source>
      <translation>选择标签</translation>
    </message>
    <message>
      <source>class balance</source>
      <translation>类别分布</translation>
    </message>
    <message>
      <source>commit {revision}</source>
      <translation>提交 {revision}</translation>
    </message>
    <message>
      <source>common word</source>
      <translation>常用词</translation>
    </message>
    <message>
      <source>confusion matrix</source>
      <translation>混淆矩阵</translation>
    </message>
    <message>
      <source>context</source>
      <translation>上下文</translation>
    </message>
    <message>
      <source>cross</source>
      <translation>交叉</translation>
    </message>
    <message>
      <source>d MMM yyyy</source>
      <translation>yyyy年M月d日</translation>
    </message>
    <message>
      <source>decoder</source>
      <translation>解码器</translation>
    </message>
    <message>
      <source>downloaded {times} times</source>
      <translation>下载 {times} 次</translation>
    </message>
    <message>
      <source>each token</source>
      <translation>每个词元</translation>
    </message>
    <message>
      <source>encoder</source>
      <translation>编码器</translation>
    </message>
    <message>
      <source>entity F1</source>
      <translation>实体 F1</translation>
    </message>
    <message>
      <source>entity_f1</source>
      <translation>实体 F1</translation>
    </message>
    <message>
      <source>exact match</source>
      <translation>完全匹配</translation>
    </message>
    <message>
      <source>exact_match</source>
      <translation>完全匹配</translation>
    </message>
    <message>
      <source>examples a second</source>
      <translation>每秒样本数</translation>
    </message>
    <message>
      <source>examples_per_second</source>
      <translation>每秒样本数</translation>
    </message>
    <message>
      <source>figure</source>
      <translation>数值</translation>
    </message>
    <message>
      <source>fp16</source>
      <translation>fp16</translation>
    </message>
    <message>
      <source>fp32</source>
      <translation>fp32</translation>
    </message>
    <message>
      <source>from the column</source>
      <translation>读取的列</translation>
    </message>
    <message>
      <source>gate</source>
      <translation>门控</translation>
    </message>
    <message>
      <source>go.</source>
      <translation>开始。</translation>
    </message>
    <message>
      <source>gradient norm</source>
      <translation>梯度范数</translation>
    </message>
    <message>
      <source>gradient_norm</source>
      <translation>梯度范数</translation>
    </message>
    <message>
      <source>head</source>
      <translation>注意力头</translation>
    </message>
    <message>
      <source>just now</source>
      <translation>刚刚</translation>
    </message>
    <message>
      <source>label</source>
      <translation>标签</translation>
    </message>
    <message>
      <source>layer</source>
      <translation>层</translation>
    </message>
    <message>
      <source>learning rate</source>
      <translation>学习率</translation>
    </message>
    <message>
      <source>learning_rate</source>
      <translation>学习率</translation>
    </message>
    <message>
      <source>licence not stated</source>
      <translation>未注明许可证</translation>
    </message>
    <message>
      <source>licence {licence}</source>
      <translation>许可证 {licence}</translation>
    </message>
    <message>
      <source>likeness</source>
      <translation>相似度</translation>
    </message>
    <message>
      <source>limit {limit:,}</source>
      <translation>上限 {limit:,}</translation>
    </message>
    <message>
      <source>limit {limit:,} →</source>
      <translation>上限 {limit:,} →</translation>
    </message>
    <message>
      <source>longest row: {tokens:,}</source>
      <translation>最长行：{tokens:,}</translation>
    </message>
    <message>
      <source>longest: {length}</source>
      <translation>最长：{length}</translation>
    </message>
    <message>
      <source>loss</source>
      <translation>损失</translation>
    </message>
    <message>
      <source>loss at step {step:,}</source>
      <translation>第 {step:,} 步的损失</translation>
    </message>
    <message>
      <source>loss at step {step:,} (training / validation)</source>
      <translation>第 {step:,} 步的损失（训练 / 验证）</translation>
    </message>
    <message>
      <source>loss of each step</source>
      <translation>每一步的损失</translation>
    </message>
    <message>
      <source>loss over steps</source>
      <translation>损失随步数的变化</translation>
    </message>
    <message>
      <source>loss, smoothed</source>
      <translation>平滑后的损失</translation>
    </message>
    <message>
      <source>macro F1</source>
      <translation>宏平均 F1</translation>
    </message>
    <message>
      <source>macro_f1</source>
      <translation>宏平均 F1</translation>
    </message>
    <message>
      <source>mean member's accuracy</source>
      <translation>成员平均准确率</translation>
    </message>
    <message>
      <source>mean of all tokens</source>
      <translation>全部词元的平均</translation>
    </message>
    <message>
      <source>most often: {length}</source>
      <translation>最常见：{length}</translation>
    </message>
    <message>
      <source>name</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>near word</source>
      <translation>邻近词</translation>
    </message>
    <message>
      <source>no</source>
      <translation>否</translation>
    </message>
    <message>
      <source>no result: {values}</source>
      <translation>没有结果：{values}</translation>
    </message>
    <message>
      <source>not stated</source>
      <translation>未说明</translation>
    </message>
    <message>
      <source>off</source>
      <translation>关</translation>
    </message>
    <message>
      <source>on this model</source>
      <translation>在这个模型上，</translation>
    </message>
    <message>
      <source>over the limit of {limit:,}: {n} row</source>
      <translation>超过上限 {limit:,}：{n} 行</translation>
    </message>
    <message>
      <source>over the limit of {limit:,}: {n} rows</source>
      <translation>超过上限 {limit:,}：{n} 行</translation>
    </message>
    <message>
      <source>owner/name</source>
      <translation>所有者/名称</translation>
    </message>
    <message>
      <source>part</source>
      <translation>部分</translation>
    </message>
    <message>
      <source>probabilities of {who}</source>
      <translation>{who} 的概率</translation>
    </message>
    <message>
      <source>reads {context:,} tokens</source>
      <translation>可读取 {context:,} 个词元</translation>
    </message>
    <message>
      <source>recommended for the method</source>
      <translation>此方法的推荐值</translation>
    </message>
    <message>
      <source>right</source>
      <translation>正确率</translation>
    </message>
    <message>
      <source>rows</source>
      <translation>行数</translation>
    </message>
    <message>
      <source>run</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>share</source>
      <translation>占比</translation>
    </message>
    <message>
      <source>share_of_rows</source>
      <translation>行的占比</translation>
    </message>
    <message>
      <source>shortest: {length}</source>
      <translation>最短：{length}</translation>
    </message>
    <message>
      <source>shown</source>
      <translation>所示</translation>
    </message>
    <message>
      <source>smoothed_loss</source>
      <translation>平滑损失</translation>
    </message>
    <message>
      <source>step</source>
      <translation>步</translation>
    </message>
    <message>
      <source>step {step:,} of {total:,}</source>
      <translation>第 {step:,} 步，共 {total:,} 步</translation>
    </message>
    <message>
      <source>stopped</source>
      <translation>已停止</translation>
    </message>
    <message>
      <source>suggested</source>
      <translation>建议值</translation>
    </message>
    <message>
      <source>tag its words</source>
      <translation>为单词标注标签</translation>
    </message>
    <message>
      <source>template</source>
      <translation>模板</translation>
    </message>
    <message>
      <source>test</source>
      <translation>测试</translation>
    </message>
    <message>
      <source>text</source>
      <translation>文本</translation>
    </message>
    <message>
      <source>the adapter</source>
      <translation>适配器</translation>
    </message>
    <message>
      <source>the answer in</source>
      <translation>答案所在列</translation>
    </message>
    <message>
      <source>the base model, only asked</source>
      <translation>直接提问的基座模型</translation>
    </message>
    <message>
      <source>the base model, shown a few examples</source>
      <translation>给几个示例的基座模型</translation>
    </message>
    <message>
      <source>the base model, shown one example</source>
      <translation>给一个示例的基座模型</translation>
    </message>
    <message>
      <source>the label in</source>
      <translation>标签所在列</translation>
    </message>
    <message>
      <source>the model does not say how much it reads</source>
      <translation>模型没有说明能读取多少</translation>
    </message>
    <message>
      <source>the tags in</source>
      <translation>标注所在列</translation>
    </message>
    <message>
      <source>the template</source>
      <translation>模板</translation>
    </message>
    <message>
      <source>the template and {n} virtual token</source>
      <translation>模板和 {n} 个虚拟词元</translation>
    </message>
    <message>
      <source>the template and {n} virtual tokens</source>
      <translation>模板和 {n} 个虚拟词元</translation>
    </message>
    <message>
      <source>to each other</source>
      <translation>彼此之间</translation>
    </message>
    <message>
      <source>to prompt {number}</source>
      <translation>与提示 {number}</translation>
    </message>
    <message>
      <source>today, {time}</source>
      <translation>今天 {time}</translation>
    </message>
    <message>
      <source>token</source>
      <translation>词元</translation>
    </message>
    <message>
      <source>token at kept step {step}</source>
      <translation>第 {step} 个保存步的词元</translation>
    </message>
    <message>
      <source>token lengths</source>
      <translation>词元长度</translation>
    </message>
    <message>
      <source>token {number}</source>
      <translation>词元 {number}</translation>
    </message>
    <message>
      <source>tokens</source>
      <translation>词元数</translation>
    </message>
    <message>
      <source>tokens_below</source>
      <translation>词元数（小于）</translation>
    </message>
    <message>
      <source>tokens_from</source>
      <translation>词元数（从）</translation>
    </message>
    <message>
      <source>train</source>
      <translation>训练</translation>
    </message>
    <message>
      <source>training {loss}</source>
      <translation>训练 {loss}</translation>
    </message>
    <message>
      <source>true</source>
      <translation>真实</translation>
    </message>
    <message>
      <source>true, answered</source>
      <translation>真实，回答</translation>
    </message>
    <message>
      <source>validation</source>
      <translation>验证</translation>
    </message>
    <message>
      <source>validation {loss}</source>
      <translation>验证 {loss}</translation>
    </message>
    <message>
      <source>validation_{metric}</source>
      <translation>验证{metric}</translation>
    </message>
    <message>
      <source>virtual</source>
      <translation>虚拟词元</translation>
    </message>
    <message>
      <source>virtual token</source>
      <translation>虚拟词元</translation>
    </message>
    <message>
      <source>virtual tokens</source>
      <translation>虚拟词元</translation>
    </message>
    <message>
      <source>way of a token, from the ring</source>
      <translation>词元的移动轨迹，从圆环开始</translation>
    </message>
    <message>
      <source>what</source>
      <translation>类型</translation>
    </message>
    <message>
      <source>word near one</source>
      <translation>附近的词</translation>
    </message>
    <message>
      <source>words</source>
      <translation>词</translation>
    </message>
    <message>
      <source>write its answer</source>
      <translation>写出答案</translation>
    </message>
    <message>
      <source>yes</source>
      <translation>是</translation>
    </message>
    <message>
      <source>{about}.</source>
      <translation>{about}。</translation>
    </message>
    <message>
      <source>{adapter} ({method})</source>
      <translation>{adapter}（{method}）</translation>
    </message>
    <message>
      <source>{adapter} ({method}, {n} virtual token)</source>
      <translation>{adapter}（{method}，{n} 个虚拟词元）</translation>
    </message>
    <message>
      <source>{adapter} ({method}, {n} virtual tokens)</source>
      <translation>{adapter}（{method}，{n} 个虚拟词元）</translation>
    </message>
    <message>
      <source>{adapter} has no virtual tokens: its method is {method}. Choose another adapter.</source>
      <translation>{adapter} 没有虚拟词元：它的方法是{method}。请选择其他适配器。</translation>
    </message>
    <message>
      <source>{adapter} was imported, so the table that it learned from is not known. Train an adapter here.</source>
      <translation>{adapter} 是导入的，不知道它用哪个表格学习。请在此训练一个适配器。</translation>
    </message>
    <message>
      <source>{adapter} words</source>
      <translation>{adapter} 的词</translation>
    </message>
    <message>
      <source>{adapter}: has no labels to choose from, so its answers cannot be corrected here.</source>
      <translation>{adapter}：没有可供选择的标签，因此无法在此更正它的回答。</translation>
    </message>
    <message>
      <source>{adapter}: has no labels to correct, so there is nothing to train on with.</source>
      <translation>{adapter}：没有可更正的标签，因此无从接着训练。</translation>
    </message>
    <message>
      <source>{asked:,} rows were asked; these are the {shown:,} that the adapter is least certain of.</source>
      <translation>已对 {asked:,} 行提问；这些是适配器最不确定的 {shown:,} 行。</translation>
    </message>
    <message>
      <source>{cell}: {what} {value:.3f}</source>
      <translation>{cell}：{what} {value:.3f}</translation>
    </message>
    <message>
      <source>{certainty:.0%} sure: {right:.0%} right of {rows}</source>
      <translation>确定度 {certainty:.0%}：{rows} 个中 {right:.0%} 正确</translation>
    </message>
    <message>
      <source>{count:,} of {total:,} rows that are "{label}" were answered "{answer}" ({share})</source>
      <translation>标签为“{label}”的 {total:,} 行中，有 {count:,} 行的回答是“{answer}”（{share}）</translation>
    </message>
    <message>
      <source>{count:,} of {total:,} words that are "{label}" were answered "{answer}" ({share})</source>
      <translation>标签为“{label}”的 {total:,} 个词中，有 {count:,} 个的回答是“{answer}”（{share}）</translation>
    </message>
    <message>
      <source>{differing:,} of {n} test row are answered differently.</source>
      <translation>{n} 个测试行中有 {differing:,} 个回答不同。</translation>
    </message>
    <message>
      <source>{differing:,} of {n} test rows are answered differently.</source>
      <translation>{n} 个测试行中有 {differing:,} 个回答不同。</translation>
    </message>
    <message>
      <source>{differing:,} of {n} validation row are answered differently.</source>
      <translation>{n} 个验证行中有 {differing:,} 个回答不同。</translation>
    </message>
    <message>
      <source>{differing:,} of {n} validation rows are answered differently.</source>
      <translation>{n} 个验证行中有 {differing:,} 个回答不同。</translation>
    </message>
    <message>
      <source>{done:,} of {total:,} answers</source>
      <translation>{done:,} / {total:,} 个回答</translation>
    </message>
    <message>
      <source>{done:,} of {total:,} measurements</source>
      <translation>已完成 {done:,} / {total:,} 次测量</translation>
    </message>
    <message>
      <source>{done:,} of {total:,} measurements, about {time} left</source>
      <translation>已完成 {done:,} / {total:,} 次测量，约剩 {time}</translation>
    </message>
    <message>
      <source>{done:,} of {total:,} rows are asked.</source>
      <translation>已提问 {done:,} / {total:,} 行。</translation>
    </message>
    <message>
      <source>{done} Undo brings it back.</source>
      <translation>{done}撤销即可恢复。</translation>
    </message>
    <message>
      <source>{done} of {total}</source>
      <translation>{done} / {total}</translation>
    </message>
    <message>
      <source>{done}, step {step:,} of {steps:,}</source>
      <translation>{done}，第 {step:,} 步，共 {steps:,} 步</translation>
    </message>
    <message>
      <source>{done}, {time} left, step {step:,} of {steps:,}</source>
      <translation>{done}，剩余 {time}，第 {step:,} 步，共 {steps:,} 步</translation>
    </message>
    <message>
      <source>{down} {row}, {across} {column}</source>
      <translation>{down} {row}、{across} {column}</translation>
    </message>
    <message>
      <source>{file} cannot be read. Train the run again.</source>
      <translation>无法读取 {file}。请再训练一次。</translation>
    </message>
    <message>
      <source>{file} does not fit the run's table. Train the run again.</source>
      <translation>{file} 与该训练的表格不符。请重新训练。</translation>
    </message>
    <message>
      <source>{file} does not say which base model it was made for. Of those here, it can be for:</source>
      <translation>{file} 没有说明它用于哪个基座模型。在本机的模型中，它可能用于：</translation>
    </message>
    <message>
      <source>{file} is being asked …</source>
      <translation>正在用 {file} 提问…</translation>
    </message>
    <message>
      <source>{file} is there already. It would be replaced.</source>
      <translation>{file} 已存在，将被替换。</translation>
    </message>
    <message>
      <source>{file}, {line:,}</source>
      <translation>{file}，{line:,}</translation>
    </message>
    <message>
      <source>{file}: a picture's name ends in .svg or .png.</source>
      <translation>{file}：图片的文件名应以 .svg 或 .png 结尾。</translation>
    </message>
    <message>
      <source>{file}: cannot be written ({reason}). Choose another folder.</source>
      <translation>{file}：无法写入（{reason}）。请选择其他文件夹。</translation>
    </message>
    <message>
      <source>{folder} is no adapter of this project.</source>
      <translation>{folder} 不是此项目的适配器。</translation>
    </message>
    <message>
      <source>{found:,} labels are likely wrong; the {shown:,} likeliest are here.</source>
      <translation>{found:,} 个标签可能有误；这里是最可能有误的 {shown:,} 个。</translation>
    </message>
    <message>
      <source>{hours} h {minutes:02d} min</source>
      <translation>{hours} 小时 {minutes:02d} 分</translation>
    </message>
    <message>
      <source>{kept:,} of {rows:,} {split} rows count ({share}), and {right} of these answers are right.</source>
      <translation>{rows:,} 个{split}行中计入 {kept:,} 行（{share}），其中 {right} 的回答正确。</translation>
    </message>
    <message>
      <source>{kind} {value}</source>
      <translation>{kind} {value}</translation>
    </message>
    <message>
      <source>{kind} {value} ({mark}: {usual})</source>
      <translation>{kind} {value}（{mark}：{usual}）</translation>
    </message>
    <message>
      <source>{kind}, {mark}</source>
      <translation>{kind}（{mark}）</translation>
    </message>
    <message>
      <source>{kind}: least at {noun} {least}, {least_value}; most at {noun} {most}, {most_value}</source>
      <translation>{kind}：{noun} {least} 最小，为 {least_value}；{noun} {most} 最大，为 {most_value}</translation>
    </message>
    <message>
      <source>{labels} labels, from {n} row ("{rarest}") to {most:,} ("{commonest}").</source>
      <translation>{labels} 个标签，从 {n} 行（“{rarest}”）到 {most:,} 行（“{commonest}”）。</translation>
    </message>
    <message>
      <source>{labels} labels, from {n} rows ("{rarest}") to {most:,} ("{commonest}").</source>
      <translation>{labels} 个标签，从 {n} 行（“{rarest}”）到 {most:,} 行（“{commonest}”）。</translation>
    </message>
    <message>
      <source>{label}: {figure}</source>
      <translation>{label}：{figure}</translation>
    </message>
    <message>
      <source>{last:,} tokens</source>
      <translation>{last:,} 个词元</translation>
    </message>
    <message>
      <source>{last:,}+ tokens</source>
      <translation>{last:,}+ 个词元</translation>
    </message>
    <message>
      <source>{length}: {n} row</source>
      <translation>{length}：{n} 行</translation>
    </message>
    <message>
      <source>{length}: {n} rows</source>
      <translation>{length}：{n} 行</translation>
    </message>
    <message>
      <source>{line} {value}</source>
      <translation>{line} {value}</translation>
    </message>
    <message>
      <source>{line}: from {first} to {last}</source>
      <translation>{line}：从 {first} 到 {last}</translation>
    </message>
    <message>
      <source>{low:,} to {high:,} tokens</source>
      <translation>{low:,} 至 {high:,} 个词元</translation>
    </message>
    <message>
      <source>{mark} (step {step:,})</source>
      <translation>{mark}（第 {step:,} 步）</translation>
    </message>
    <message>
      <source>{mark}: {rate}</source>
      <translation>{mark}：{rate}</translation>
    </message>
    <message>
      <source>{method} has no virtual tokens: those that the template has are left out.</source>
      <translation>{method}没有虚拟词元：模板中的虚拟词元会被略去。</translation>
    </message>
    <message>
      <source>{method} on {model}, {rows} {split} rows</source>
      <translation>{model} 上的{method}，{rows} 个{split}行</translation>
    </message>
    <message>
      <source>{method} on {table}</source>
      <translation>{table} 上的{method}</translation>
    </message>
    <message>
      <source>{method} puts its virtual tokens before the whole text, in every layer, wherever they are written.</source>
      <translation>无论写在何处，{method}都会在每一层把虚拟词元放在整段文本之前。</translation>
    </message>
    <message>
      <source>{method} reads its virtual tokens beside the text, in its layers, wherever they are written.</source>
      <translation>无论写在何处，{method}都会在它的各层中与文本并列读取虚拟词元。</translation>
    </message>
    <message>
      <source>{method}, {n} token</source>
      <translation>{method}，{n} 个词元</translation>
    </message>
    <message>
      <source>{method}, {n} tokens</source>
      <translation>{method}，{n} 个词元</translation>
    </message>
    <message>
      <source>{method}, {n} virtual token</source>
      <translation>{method}，{n} 个虚拟词元</translation>
    </message>
    <message>
      <source>{method}, {n} virtual tokens</source>
      <translation>{method}，{n} 个虚拟词元</translation>
    </message>
    <message>
      <source>{method}, {rows} {split} rows</source>
      <translation>{method}，{rows} 个{split}行</translation>
    </message>
    <message>
      <source>{method}, {size}</source>
      <translation>{method}，{size}</translation>
    </message>
    <message>
      <source>{metric} on the {split} rows</source>
      <translation>{split}行上的{metric}</translation>
    </message>
    <message>
      <source>{metric} on {n} {split} row</source>
      <translation>{n} 个{split}行上的{metric}</translation>
    </message>
    <message>
      <source>{metric} on {n} {split} rows</source>
      <translation>{n} 个{split}行上的{metric}</translation>
    </message>
    <message>
      <source>{minutes} min ago</source>
      <translation>{minutes} 分钟前</translation>
    </message>
    <message>
      <source>{minutes} min {seconds:02d} s</source>
      <translation>{minutes} 分 {seconds:02d} 秒</translation>
    </message>
    <message>
      <source>{model} at revision {revision}</source>
      <translation>{model}（修订版 {revision}）</translation>
    </message>
    <message>
      <source>{model} can choose labels and write text.</source>
      <translation>{model} 能选择标签，也能生成文本。</translation>
    </message>
    <message>
      <source>{model} can tell classes apart; it writes no text.</source>
      <translation>{model} 能区分类别；不能生成文本。</translation>
    </message>
    <message>
      <source>{model} is deleted; {size} are free again.</source>
      <translation>{model} 已删除，释放了 {size}。</translation>
    </message>
    <message>
      <source>{model} is no model of text.</source>
      <translation>{model} 不是文本模型。</translation>
    </message>
    <message>
      <source>{model} is on this disk.</source>
      <translation>{model} 已在本机磁盘上。</translation>
    </message>
    <message>
      <source>{model} reads a text whole, and can choose labels and write text.</source>
      <translation>{model} 通读整个文本，能选择标签，也能生成文本。</translation>
    </message>
    <message>
      <source>{model} reads {context:,}, {answer:,} of them for the answer.</source>
      <translation>{model} 可读取 {context:,} 个，其中 {answer:,} 个留给答案。</translation>
    </message>
    <message>
      <source>{model} reads {context:,}.</source>
      <translation>{model} 可读取 {context:,} 个。</translation>
    </message>
    <message>
      <source>{model}, {revision}</source>
      <translation>{model}，{revision}</translation>
    </message>
    <message>
      <source>{name} is there.</source>
      <translation>找到了 {name}。</translation>
    </message>
    <message>
      <source>{name} {value}</source>
      <translation>{name} {value}</translation>
    </message>
    <message>
      <source>{name}, {version}: {n} row</source>
      <translation>{name}，{version}：{n} 行</translation>
    </message>
    <message>
      <source>{name}, {version}: {n} rows</source>
      <translation>{name}，{version}：{n} 行</translation>
    </message>
    <message>
      <source>{name}: {value:.3f}</source>
      <translation>{name}：{value:.3f}</translation>
    </message>
    <message>
      <source>{name}: {value:.3f} ({low:.3f} to {high:.3f})</source>
      <translation>{name}：{value:.3f}（{low:.3f} 至 {high:.3f}）</translation>
    </message>
    <message>
      <source>{near} of {tokens} tokens are nearer to a word than random vectors are. A nearest word explains little, since every vector has one among {words:,}: a real word has a cosine of {real:.2f} to the nearest other, a random vector of {random:.2f}.</source>
      <translation>{tokens} 个词元中有 {near} 个比随机向量更接近某个词。最近的词说明不了太多，因为每个向量在 {words:,} 个词中总有一个最近的：真实的词与最近的另一词余弦为 {real:.2f}，随机向量为 {random:.2f}。</translation>
    </message>
    <message>
      <source>{noun} {name}: {values}</source>
      <translation>{noun} {name}：{values}</translation>
    </message>
    <message>
      <source>{noun} {number:,}: {values}</source>
      <translation>{noun} {number:,}：{values}</translation>
    </message>
    <message>
      <source>{number:,} in all. The largest: {largest}. The smallest: {smallest}</source>
      <translation>共 {number:,} 个。最大：{largest}。最小：{smallest}</translation>
    </message>
    <message>
      <source>{number:,} of {total:,}, line {line:,} of {table}</source>
      <translation>第 {number:,} 个，共 {total:,} 个，{table} 第 {line:,} 行</translation>
    </message>
    <message>
      <source>{number} of {count}</source>
      <translation>{number} / {count}</translation>
    </message>
    <message>
      <source>{number} parameters</source>
      <translation>{number} 个参数</translation>
    </message>
    <message>
      <source>{number} steps</source>
      <translation>{number} 步</translation>
    </message>
    <message>
      <source>{n} cell changed. Training saves the table first, as a new version.</source>
      <translation>{n} 个单元格已更改。训练前会先将表格保存为新版本。</translation>
    </message>
    <message>
      <source>{n} cells changed. Training saves the table first, as a new version.</source>
      <translation>{n} 个单元格已更改。训练前会先将表格保存为新版本。</translation>
    </message>
    <message>
      <source>{n} column</source>
      <translation>{n} 列</translation>
    </message>
    <message>
      <source>{n} columns</source>
      <translation>{n} 列</translation>
    </message>
    <message>
      <source>{n} epoch, batches of {rows}</source>
      <translation>{n} 轮，批次大小 {rows}</translation>
    </message>
    <message>
      <source>{n} epoch. {reason}</source>
      <translation>{n} 轮。{reason}</translation>
    </message>
    <message>
      <source>{n} epochs, batches of {rows}</source>
      <translation>{n} 轮，批次大小 {rows}</translation>
    </message>
    <message>
      <source>{n} epochs. {reason}</source>
      <translation>{n} 轮。{reason}</translation>
    </message>
    <message>
      <source>{n} example</source>
      <translation>{n} 个示例</translation>
    </message>
    <message>
      <source>{n} examples</source>
      <translation>{n} 个示例</translation>
    </message>
    <message>
      <source>{n} label counts as another one that is spelled alike: “{other}” as “{first}”.</source>
      <translation>有 {n} 个标签按拼写相近的另一个计：“{other}”计为“{first}”。</translation>
    </message>
    <message>
      <source>{n} label is likely wrong.</source>
      <translation>{n} 个标签可能有误。</translation>
    </message>
    <message>
      <source>{n} label is spelled like another one: “{other}” and “{first}”.</source>
      <translation>有 {n} 个标签与另一个拼写相近：“{other}”和“{first}”。</translation>
    </message>
    <message>
      <source>{n} labels are likely wrong.</source>
      <translation>{n} 个标签可能有误。</translation>
    </message>
    <message>
      <source>{n} labels are spelled like others, such as “{other}” and “{first}”.</source>
      <translation>有 {n} 个标签与其他标签拼写相近，例如“{other}”和“{first}”。</translation>
    </message>
    <message>
      <source>{n} labels count as others that are spelled alike, such as “{other}” as “{first}”.</source>
      <translation>有 {n} 个标签按拼写相近的其他标签计，例如“{other}”计为“{first}”。</translation>
    </message>
    <message>
      <source>{n} learned number.</source>
      <translation>学习了 {n} 个参数。</translation>
    </message>
    <message>
      <source>{n} learned numbers.</source>
      <translation>学习了 {n} 个参数。</translation>
    </message>
    <message>
      <source>{n} pass over them, {batch:,} rows a step: about {steps:,} steps, at a learning rate of {rate}.</source>
      <translation>训练 {n} 轮，每步 {batch:,} 行：约 {steps:,} 步，学习率 {rate}。</translation>
    </message>
    <message>
      <source>{n} passes over them, {batch:,} rows a step: about {steps:,} steps, at a learning rate of {rate}.</source>
      <translation>训练 {n} 轮，每步 {batch:,} 行：约 {steps:,} 步，学习率 {rate}。</translation>
    </message>
    <message>
      <source>{n} relabelled row</source>
      <translation>改标签 {n} 行</translation>
    </message>
    <message>
      <source>{n} relabelled rows</source>
      <translation>改标签 {n} 行</translation>
    </message>
    <message>
      <source>{n} row</source>
      <translation>{n} 行</translation>
    </message>
    <message>
      <source>{n} row added</source>
      <translation>加入 {n} 行</translation>
    </message>
    <message>
      <source>{n} row also stands in the test table, which then measures what is known by heart.</source>
      <translation>{n} 行也出现在测试表格中，测出的就成了死记硬背的结果。</translation>
    </message>
    <message>
      <source>{n} row cannot be learned from; the first is line {line}: {why}</source>
      <translation>{n} 行无法用于学习，首先是第 {line} 行：{why}</translation>
    </message>
    <message>
      <source>{n} row could not be read</source>
      <translation>{n} 行无法读取</translation>
    </message>
    <message>
      <source>{n} row could not be read.</source>
      <translation>{n} 行无法读取。</translation>
    </message>
    <message>
      <source>{n} row excluded by you.</source>
      <translation>已手动排除 {n} 行。</translation>
    </message>
    <message>
      <source>{n} row is set aside, and its answer to it is measured.</source>
      <translation>留出 {n} 行，并评估模型对它的回答。</translation>
    </message>
    <message>
      <source>{n} row relabelled</source>
      <translation>更改 {n} 行的标签</translation>
    </message>
    <message>
      <source>{n} row repeats another row's text.</source>
      <translation>{n} 行与其他行的文本重复。</translation>
    </message>
    <message>
      <source>{n} row taken out</source>
      <translation>移除 {n} 行</translation>
    </message>
    <message>
      <source>{n} row to take out</source>
      <translation>待移除 {n} 行</translation>
    </message>
    <message>
      <source>{n} row to train on, {validation:,} to choose the best step by, {test} for the final test. Equal texts stay on one side.</source>
      <translation>{n} 行用于训练，{validation:,} 行用于选择最佳步，最终测试：{test}。相同的文本总在同一侧。</translation>
    </message>
    <message>
      <source>{n} row will be cut.</source>
      <translation>{n} 行将被截断。</translation>
    </message>
    <message>
      <source>{n} row with an empty cell.</source>
      <translation>{n} 行有空单元格。</translation>
    </message>
    <message>
      <source>{n} row without answer.</source>
      <translation>{n} 行没有答案。</translation>
    </message>
    <message>
      <source>{n} row without label.</source>
      <translation>{n} 行没有标签。</translation>
    </message>
    <message>
      <source>{n} row without text.</source>
      <translation>{n} 行没有文本。</translation>
    </message>
    <message>
      <source>{n} row, columns {columns}.</source>
      <translation>{n} 行，列：{columns}。</translation>
    </message>
    <message>
      <source>{n} rows</source>
      <translation>{n} 行</translation>
    </message>
    <message>
      <source>{n} rows added</source>
      <translation>加入 {n} 行</translation>
    </message>
    <message>
      <source>{n} rows also stand in the test table, which then measures what is known by heart.</source>
      <translation>{n} 行也出现在测试表格中，测出的就成了死记硬背的结果。</translation>
    </message>
    <message>
      <source>{n} rows are set aside, and its answers to them are measured.</source>
      <translation>留出 {n} 行，并评估模型对它们的回答。</translation>
    </message>
    <message>
      <source>{n} rows cannot be learned from; the first is line {line}: {why}</source>
      <translation>{n} 行无法用于学习，首先是第 {line} 行：{why}</translation>
    </message>
    <message>
      <source>{n} rows could not be read</source>
      <translation>{n} 行无法读取</translation>
    </message>
    <message>
      <source>{n} rows could not be read.</source>
      <translation>{n} 行无法读取。</translation>
    </message>
    <message>
      <source>{n} rows excluded by you.</source>
      <translation>已手动排除 {n} 行。</translation>
    </message>
    <message>
      <source>{n} rows relabelled</source>
      <translation>更改 {n} 行的标签</translation>
    </message>
    <message>
      <source>{n} rows repeat another row's text.</source>
      <translation>{n} 行与其他行的文本重复。</translation>
    </message>
    <message>
      <source>{n} rows taken out</source>
      <translation>移除 {n} 行</translation>
    </message>
    <message>
      <source>{n} rows to take out</source>
      <translation>待移除 {n} 行</translation>
    </message>
    <message>
      <source>{n} rows to train on, {validation:,} to choose the best step by, {test} for the final test. Equal texts stay on one side.</source>
      <translation>{n} 行用于训练，{validation:,} 行用于选择最佳步，最终测试：{test}。相同的文本总在同一侧。</translation>
    </message>
    <message>
      <source>{n} rows will be cut.</source>
      <translation>{n} 行将被截断。</translation>
    </message>
    <message>
      <source>{n} rows with an empty cell.</source>
      <translation>{n} 行有空单元格。</translation>
    </message>
    <message>
      <source>{n} rows without answer.</source>
      <translation>{n} 行没有答案。</translation>
    </message>
    <message>
      <source>{n} rows without label.</source>
      <translation>{n} 行没有标签。</translation>
    </message>
    <message>
      <source>{n} rows without text.</source>
      <translation>{n} 行没有文本。</translation>
    </message>
    <message>
      <source>{n} rows, columns {columns}.</source>
      <translation>{n} 行，列：{columns}。</translation>
    </message>
    <message>
      <source>{n} runs that waited when the window was closed: back in line.</source>
      <translation>窗口关闭时有 {n} 次训练在等待，现已重新排队。</translation>
    </message>
    <message>
      <source>{n} taught row</source>
      <translation>新教 {n} 行</translation>
    </message>
    <message>
      <source>{n} taught rows</source>
      <translation>新教 {n} 行</translation>
    </message>
    <message>
      <source>{n} text has more than one label.</source>
      <translation>{n} 条文本有不止一个标签。</translation>
    </message>
    <message>
      <source>{n} texts have more than one label.</source>
      <translation>{n} 条文本有不止一个标签。</translation>
    </message>
    <message>
      <source>{n} token</source>
      <translation>{n} 个词元</translation>
    </message>
    <message>
      <source>{n} token in {time}</source>
      <translation>{n} 个词元，用时 {time}</translation>
    </message>
    <message>
      <source>{n} token in {time}, the first after {first}, {pace:.0f} tokens a second</source>
      <translation>{n} 个词元，用时 {time}，首个词元在 {first} 后，每秒 {pace:.0f} 个词元</translation>
    </message>
    <message>
      <source>{n} token or more</source>
      <translation>{n} 个词元或更多</translation>
    </message>
    <message>
      <source>{n} token too many for {context:,}</source>
      <translation>超出上下文 {context:,} 共 {n} 个词元</translation>
    </message>
    <message>
      <source>{n} token.</source>
      <translation>{n} 个词元。</translation>
    </message>
    <message>
      <source>{n} tokens</source>
      <translation>{n} 个词元</translation>
    </message>
    <message>
      <source>{n} tokens in {time}</source>
      <translation>{n} 个词元，用时 {time}</translation>
    </message>
    <message>
      <source>{n} tokens in {time}, the first after {first}, {pace:.0f} tokens a second</source>
      <translation>{n} 个词元，用时 {time}，首个词元在 {first} 后，每秒 {pace:.0f} 个词元</translation>
    </message>
    <message>
      <source>{n} tokens or more</source>
      <translation>{n} 个词元或更多</translation>
    </message>
    <message>
      <source>{n} tokens too many for {context:,}</source>
      <translation>超出上下文 {context:,} 共 {n} 个词元</translation>
    </message>
    <message>
      <source>{n} tokens.</source>
      <translation>{n} 个词元。</translation>
    </message>
    <message>
      <source>{n} trainings are running. They can go on without the window, and are picked up when it opens again.</source>
      <translation>有 {n} 个训练正在进行。它们可以在没有窗口的情况下继续，窗口再次打开时会接上。</translation>
    </message>
    <message>
      <source>{n} trainings could not be asked to pause.</source>
      <translation>无法请求 {n} 个训练暂停。</translation>
    </message>
    <message>
      <source>{n} virtual token</source>
      <translation>{n} 个虚拟词元</translation>
    </message>
    <message>
      <source>{n} virtual token, {size}</source>
      <translation>{n} 个虚拟词元，{size}</translation>
    </message>
    <message>
      <source>{n} virtual tokens</source>
      <translation>{n} 个虚拟词元</translation>
    </message>
    <message>
      <source>{n} virtual tokens, {size}</source>
      <translation>{n} 个虚拟词元，{size}</translation>
    </message>
    <message>
      <source>{part} {layer}</source>
      <translation>{part} {layer}</translation>
    </message>
    <message>
      <source>{phase}: step {step:,} of {total:,}</source>
      <translation>{phase}：第 {step:,} 步，共 {total:,} 步</translation>
    </message>
    <message>
      <source>{phase}: step {step:,} of {total:,}, {time} left</source>
      <translation>{phase}：第 {step:,} 步，共 {total:,} 步，剩余 {time}</translation>
    </message>
    <message>
      <source>{phase}: {done:,} of {total:,}</source>
      <translation>{phase}：{done:,} / {total:,}</translation>
    </message>
    <message>
      <source>{phase}: {done} of {total}</source>
      <translation>{phase}：{done} / {total}</translation>
    </message>
    <message>
      <source>{right:,} of {total:,} rows are right ({share})</source>
      <translation>{total:,} 行中有 {right:,} 行正确（{share}）</translation>
    </message>
    <message>
      <source>{right:,} of {total:,} words are right ({share})</source>
      <translation>{total:,} 个词中有 {right:,} 个正确（{share}）</translation>
    </message>
    <message>
      <source>{rows}, in no version of {data_set} yet.</source>
      <translation>{rows}，尚未存入 {data_set} 的任何版本。</translation>
    </message>
    <message>
      <source>{rows}, {number:,} excluded</source>
      <translation>{rows}，已排除 {number:,} 行</translation>
    </message>
    <message>
      <source>{run} {losses}</source>
      <translation>{run} {losses}</translation>
    </message>
    <message>
      <source>{run} {losses}, {name} {value}</source>
      <translation>{run} {losses}，{name} {value}</translation>
    </message>
    <message>
      <source>{run}, on with {version}</source>
      <translation>{run}，用 {version} 接着训练</translation>
    </message>
    <message>
      <source>{run}, seed {seed}</source>
      <translation>{run}，随机种子 {seed}</translation>
    </message>
    <message>
      <source>{run}, waits as number {number:,}</source>
      <translation>{run}，排队第 {number:,} 位</translation>
    </message>
    <message>
      <source>{run}: the loss goes from {first} to {last} at step {step:,}</source>
      <translation>{run}：损失从 {first} 变为第 {step:,} 步的 {last}</translation>
    </message>
    <message>
      <source>{run}: what was answered. Wrong answers are coloured.</source>
      <translation>{run}：给出的回答。错误的回答以颜色标出。</translation>
    </message>
    <message>
      <source>{saved} {n} correction left out: the table has no such row any more.</source>
      <translation>{saved}有 {n} 处更正未采用：表格中已没有相应的行。</translation>
    </message>
    <message>
      <source>{saved} {n} corrections left out: the table has no such row any more.</source>
      <translation>{saved}有 {n} 处更正未采用：表格中已没有相应的行。</translation>
    </message>
    <message>
      <source>{score} (test)</source>
      <translation>{score}（测试）</translation>
    </message>
    <message>
      <source>{score} (validation)</source>
      <translation>{score}（验证）</translation>
    </message>
    <message>
      <source>{score} with the first tokens alone: {adapter}</source>
      <translation>仅用前几个词元的{score}：{adapter}</translation>
    </message>
    <message>
      <source>{score} without a token: {adapter}</source>
      <translation>去除一个词元后的{score}：{adapter}</translation>
    </message>
    <message>
      <source>{score} {value}</source>
      <translation>{score} {value}</translation>
    </message>
    <message>
      <source>{seconds:.0f} s</source>
      <translation>{seconds:.0f} 秒</translation>
    </message>
    <message>
      <source>{seconds:.1f} s</source>
      <translation>{seconds:.1f} 秒</translation>
    </message>
    <message>
      <source>{sentence} Its log ends with: {line}</source>
      <translation>{sentence}日志的最后一行：{line}</translation>
    </message>
    <message>
      <source>{setting} {value}</source>
      <translation>{setting} {value}</translation>
    </message>
    <message>
      <source>{setting}: {problem}</source>
      <translation>{setting}：{problem}</translation>
    </message>
    <message>
      <source>{shown:,} of {n} row</source>
      <translation>{n} 行中的 {shown:,} 行</translation>
    </message>
    <message>
      <source>{shown:,} of {n} rows</source>
      <translation>{n} 行中的 {shown:,} 行</translation>
    </message>
    <message>
      <source>{size} on disk</source>
      <translation>占用磁盘 {size}</translation>
    </message>
    <message>
      <source>{size} to download</source>
      <translation>下载 {size}</translation>
    </message>
    <message>
      <source>{split}: {n} row, {size}</source>
      <translation>{split}：{n} 行，{size}</translation>
    </message>
    <message>
      <source>{split}: {n} rows, {size}</source>
      <translation>{split}：{n} 行，{size}</translation>
    </message>
    <message>
      <source>{split}: {size}</source>
      <translation>{split}：{size}</translation>
    </message>
    <message>
      <source>{table} is no longer open, so its rows stay as they are. Open it first.</source>
      <translation>{table} 已不再打开，它的行保持不变。请先打开它。</translation>
    </message>
    <message>
      <source>{table}, on {model}, by {method}.</source>
      <translation>用 {table}，在 {model} 上，以{method}训练。</translation>
    </message>
    <message>
      <source>{table}, test rows</source>
      <translation>{table} 的测试行</translation>
    </message>
    <message>
      <source>{table}, validation rows</source>
      <translation>{table} 的验证行</translation>
    </message>
    <message>
      <source>{table}, {n} row</source>
      <translation>{table}，{n} 行</translation>
    </message>
    <message>
      <source>{table}, {n} rows</source>
      <translation>{table}，{n} 行</translation>
    </message>
    <message>
      <source>{table}: {n} row, of which the prompt was not trained on {unseen:,}.</source>
      <translation>{table}：{n} 行，其中 {unseen:,} 行未用于训练提示。</translation>
    </message>
    <message>
      <source>{table}: {n} rows, of which the prompt was not trained on {unseen:,}.</source>
      <translation>{table}：{n} 行，其中 {unseen:,} 行未用于训练提示。</translation>
    </message>
    <message>
      <source>{table}: {rows}, {columns}.</source>
      <translation>{table}：{rows}，{columns}。</translation>
    </message>
    <message>
      <source>{text} [{n} token cut]</source>
      <translation>{text} [截断 {n} 个词元]</translation>
    </message>
    <message>
      <source>{text} [{n} tokens cut]</source>
      <translation>{text} [截断 {n} 个词元]</translation>
    </message>
    <message>
      <source>{time} left</source>
      <translation>剩余 {time}</translation>
    </message>
    <message>
      <source>{title} ({rows:,})</source>
      <translation>{title}（{rows:,}）</translation>
    </message>
    <message>
      <source>{title}: {metric}</source>
      <translation>{title}：{metric}</translation>
    </message>
    <message>
      <source>{tokens:,} of {context:,} free</source>
      <translation>{context:,} 中剩余 {tokens:,}</translation>
    </message>
    <message>
      <source>{tokens:,} virtual tokens among {words:,} words</source>
      <translation>{tokens:,} 个虚拟词元位于 {words:,} 个词之中</translation>
    </message>
    <message>
      <source>{tokens:,} {part}</source>
      <translation>{part} {tokens:,}</translation>
    </message>
    <message>
      <source>{told}. Chosen: {chosen}</source>
      <translation>{told}。所选：{chosen}</translation>
    </message>
    <message>
      <source>{told}; best at step {step:,}, with a validation loss of {loss}</source>
      <translation>{told}；第 {step:,} 步最佳，验证损失为 {loss}</translation>
    </message>
    <message>
      <source>{told}; near them: {words}</source>
      <translation>{told}；附近的词：{words}</translation>
    </message>
    <message>
      <source>{told}; taken for another most often: {often}</source>
      <translation>{told}；最常见的混淆：{often}</translation>
    </message>
    <message>
      <source>{value} recommended</source>
      <translation>推荐 {value}</translation>
    </message>
    <message>
      <source>{value}, seed {seed}</source>
      <translation>{value}，随机种子 {seed}</translation>
    </message>
    <message>
      <source>{value}: it is trained already</source>
      <translation>{value}：已经训练过</translation>
    </message>
    <message>
      <source>{value}: {problem}</source>
      <translation>{value}：{problem}</translation>
    </message>
    <message>
      <source>{value}: {why}</source>
      <translation>{value}：{why}</translation>
    </message>
    <message>
      <source>{what} over training: {adapter}</source>
      <translation>训练中{what}的变化：{adapter}</translation>
    </message>
    <message>
      <source>{what}.</source>
      <translation>{what}。</translation>
    </message>
    <message>
      <source>{what}: column "{column}".</source>
      <translation>{what}：列“{column}”。</translation>
    </message>
    <message>
      <source>{words}, mean</source>
      <translation>{words}，平均值</translation>
    </message>
    <message>
      <source>{words}, standard deviation</source>
      <translation>{words}，标准差</translation>
    </message>
    <message>
      <source>{words}: {mean} ± {spread}</source>
      <translation>{words}：{mean} ± {spread}</translation>
    </message>
    <message>
      <source>… and {n} more token</source>
      <translation>…还有 {n} 个词元</translation>
    </message>
    <message>
      <source>… and {n} more tokens</source>
      <translation>…还有 {n} 个词元</translation>
    </message>
  </context>
  <context>
    <name>studio</name>
    <message>
      <source>"{label}": has no label word, so no row of it can be shown. Add one.</source>
      <translation>“{label}”：没有标签词，因此无法展示它的行。请添加一个。</translation>
    </message>
    <message>
      <source>"{name}" is no name of the hub. They are owner/name, such as Qwen/Qwen3-0.6B-Base.</source>
      <translation>“{name}”不是 Hub 上的名称。名称的形式是“所有者/名称”，例如 Qwen/Qwen3-0.6B-Base。</translation>
    </message>
    <message>
      <source>"{revision}" is no revision of the hub. They are branches, tags and commits.</source>
      <translation>“{revision}”不是 Hub 的修订版。修订版是分支、标签和提交。</translation>
    </message>
    <message>
      <source>"{text_pair}" has another part already; name another second text column.</source>
      <translation>“{text_pair}”已有其他用途；请指定另一个第二文本列。</translation>
    </message>
    <message>
      <source>"{text}" is no data set of the hub. They are owner/name, such as fancyzhx/ag_news.</source>
      <translation>“{text}”不是 Hub 的数据集名称。名称形如 所有者/名称，例如 fancyzhx/ag_news。</translation>
    </message>
    <message>
      <source>({fact} GB more were asked for)</source>
      <translation>（还需要 {fact} GB）</translation>
    </message>
    <message>
      <source>({fact} more were asked for)</source>
      <translation>（还需要 {fact}）</translation>
    </message>
    <message>
      <source>, or set the precision to "fp32"</source>
      <translation>，或把精度设为 "fp32"</translation>
    </message>
    <message>
      <source>--vary method.name: methods are held against each other by softprompt-studio compare.</source>
      <translation>--vary method.name：方法之间的比较请使用 softprompt-studio compare。</translation>
    </message>
    <message>
      <source>--vary training.seed: every value is trained over the same seeds. Say with --seeds how many.</source>
      <translation>--vary training.seed：每个取值都用相同的随机种子训练。请用 --seeds 指定数量。</translation>
    </message>
    <message>
      <source>--vary {key}: a value is empty. Write the values with commas between, {HOW_TO_WRITE}.</source>
      <translation>--vary {key}：有一个取值为空。请用逗号分隔各取值，{HOW_TO_WRITE}。</translation>
    </message>
    <message>
      <source>--vary {key}: each value would have other rows or answers, and they could not be held against each other. Of [data], these can be varied: {fact}.</source>
      <translation>--vary {key}：每个取值的行或答案都会不同，无法相互比较。[data] 中可以变化的有：{fact}。</translation>
    </message>
    <message>
      <source>--vary {key}: {fact}: {fact2}</source>
      <translation>--vary {key}：{fact}：{fact2}</translation>
    </message>
    <message>
      <source>--vary {key}: {written} is no TOML list: {error}.</source>
      <translation>--vary {key}：{written} 不是 TOML 列表：{error}。</translation>
    </message>
    <message>
      <source>--vary {text}: write a setting and its values, {HOW_TO_WRITE}.</source>
      <translation>--vary {text}：请写出一项设置及其取值，{HOW_TO_WRITE}。</translation>
    </message>
    <message>
      <source>--vary: {title} has no setting "{key}". {hint}</source>
      <translation>--vary：{title} 没有设置“{key}”。{hint}</translation>
    </message>
    <message>
      <source>1,000 sentences from product reviews, half of them pleased and half of them not. A small and even table: a run takes little time, and chance is right for 50 of 100.</source>
      <translation>1,000 个来自商品评论的句子，一半满意，一半不满意。表格小而均衡：训练用时很短，随机猜测 100 个中能对 50 个。</translation>
    </message>
    <message>
      <source>100 languages</source>
      <translation>100 种语言</translation>
    </message>
    <message>
      <source>119 languages</source>
      <translation>119 种语言</translation>
    </message>
    <message>
      <source>13,083 questions of bank customers and the 77 things they ask for, from a lost card to a wrong exchange rate. The published test table is kept apart, so results can be set beside those in the literature.</source>
      <translation>13,083 个银行客户的问题，涉及 77 种诉求，从丢失银行卡到汇率错误。已发布的测试表格单独保留，因此结果可以与文献中的相比较。</translation>
    </message>
    <message>
      <source>4,672 sentences that people wrote about restaurants from a list of facts (name, food, price, area ...); 547 different lists, so each has about nine ways to be said. Generation: the soft prompt teaches a base model to turn facts into a sentence. All sentences of one list stay on one side of the split.</source>
      <translation>人们根据一组信息（名称、菜系、价格、区域等）写下的 4,672 个描述餐厅的句子；共有 547 组不同的信息，因此每组大约有九种说法。生成任务：软提示教会基座模型把信息变成句子。同一组信息的所有句子都在划分的同一侧。</translation>
    </message>
    <message>
      <source>5,574 short messages, each marked ham (wanted) or spam. The soft prompt teaches a base model to tell them apart. About 13 of 100 messages are spam, so always answering "ham" is already right for 87 of 100: look at the confusion matrix, not at the accuracy alone. 415 messages are repeats; the split keeps equal messages on one side.</source>
      <translation>5,574 条短信，每条标为 ham（正常）或 spam（垃圾）。软提示教会基座模型区分它们。100 条中约有 13 条是垃圾短信，因此总是回答“ham”在 100 条中已能对 87 条：请看混淆矩阵，不要只看准确率。有 415 条是重复的；划分时相同的短信都在同一侧。</translation>
    </message>
    <message>
      <source>77 classes that differ in fine points are too many for the bundled starter model, which shows how a run works here; naive Bayes over words has .838 on the test table, so hold results against that. Choose "Qwen/Qwen3-0.6B", or "gpt2" with more virtual tokens and more epochs.</source>
      <translation>77 个差别细微的类别对内置的 starter 模型来说太多，它在这里只展示训练如何进行；基于词的朴素贝叶斯在测试表格上有 .838，请以此衡量结果。请选择“Qwen/Qwen3-0.6B”，或使用更多虚拟词元和更多轮数的“gpt2”。</translation>
    </message>
    <message>
      <source>8 languages</source>
      <translation>8 种语言</translation>
    </message>
    <message>
      <source>: {cut_words} words, which count as of the commonest tag</source>
      <translation>：{cut_words} 个词，它们按最常见的标注计算</translation>
    </message>
    <message>
      <source>A NUL byte stands in the row.</source>
      <translation>这一行中有 NUL 字节。</translation>
    </message>
    <message>
      <source>A baseline has none.</source>
      <translation>基线没有虚拟词元。</translation>
    </message>
    <message>
      <source>A bundled name, a folder, or a hub id.</source>
      <translation>内置模型的名称、文件夹，或 Hub 上的名称。</translation>
    </message>
    <message>
      <source>A classification head on the base model as it is: the yardstick for methods with prompts.</source>
      <translation>在原样的基座模型上加分类头：衡量各种提示方法的标尺。</translation>
    </message>
    <message>
      <source>A file that it had in memory can no longer be read (SIGBUS): its disk is full, or gone. Make room, and check that the drive is there.</source>
      <translation>它映射到内存的文件无法再读取（SIGBUS）：磁盘已满或已不在。请腾出空间，并检查驱动器是否在。</translation>
    </message>
    <message>
      <source>A head alone has none.</source>
      <translation>单独的分类头没有虚拟词元。</translation>
    </message>
    <message>
      <source>A model folder is named by its path, a hub model as owner/name.</source>
      <translation>模型文件夹用路径表示，Hub 上的模型用“所有者/名称”表示。</translation>
    </message>
    <message>
      <source>A prefix stands among keys and values inside the layers, where there are no words to be near.</source>
      <translation>前缀位于各层内部的键和值之间，那里没有可以接近的词。</translation>
    </message>
    <message>
      <source>A quote opens a cell and does not close where the cell ends.</source>
      <translation>有一个引号打开了单元格，但在单元格结尾处没有闭合。</translation>
    </message>
    <message>
      <source>A quote stands inside a quoted cell. Write it twice ("").</source>
      <translation>用引号包围的单元格里还有引号。请写成两个（""）。</translation>
    </message>
    <message>
      <source>A request cannot be understood: {error}</source>
      <translation>无法理解的请求：{error}</translation>
    </message>
    <message>
      <source>A second table that is the test split.</source>
      <translation>另一张用作测试划分的表格。</translation>
    </message>
    <message>
      <source>A small English language model, made for this program: a base for soft prompts that trains in minutes without a GPU.</source>
      <translation>专为本程序制作的小型英语语言模型：没有 GPU 也能在几分钟内训练软提示的基座。</translation>
    </message>
    <message>
      <source>A virtual token moves by about the size of a word embedding of this model in a few steps.</source>
      <translation>在几步之内，虚拟词元的移动大约相当于这个模型的一个词嵌入的大小。</translation>
    </message>
    <message>
      <source>Activation checkpointing</source>
      <translation>激活检查点</translation>
    </message>
    <message>
      <source>All gates are 0, as at the start: the adapter changes nothing.</source>
      <translation>所有门控都是 0，与开始时一样：这个适配器不改变任何东西。</translation>
    </message>
    <message>
      <source>All weights of the base model, trained on the same rows. Leaves a base model of its own: what soft prompts are held against.</source>
      <translation>在同样的行上训练基座模型的全部权重。得到的是另一个基座模型：软提示与之相比较的标准。</translation>
    </message>
    <message>
      <source>All zeros: {fact} of the prefix.</source>
      <translation>全为零：前缀的{fact}。</translation>
    </message>
    <message>
      <source>All zeros: {fact}. Never trained, or dead.</source>
      <translation>全为零：{fact}。从未训练过，或已失效。</translation>
    </message>
    <message>
      <source>Always the commonest answer of the training rows. What any method has to beat.</source>
      <translation>总是回答训练行中最常见的答案。任何方法都应当胜过它。</translation>
    </message>
    <message>
      <source>An encoder for long texts: it reads 8,192 tokens where others read 512.</source>
      <translation>用于长文本的编码器：可读取 8,192 个词元，而其他模型只能读取 512 个。</translation>
    </message>
    <message>
      <source>An object names "{twice}" twice.</source>
      <translation>有一个对象中“{twice}”出现了两次。</translation>
    </message>
    <message>
      <source>Another adapter's folder, or a .npy file of [tokens, hidden size], to start from.</source>
      <translation>作为起点的另一个适配器的文件夹，或形状为 [词元数, 隐藏层大小] 的 .npy 文件。</translation>
    </message>
    <message>
      <source>Answer by</source>
      <translation>回答方式</translation>
    </message>
    <message>
      <source>At most so many training rows; half of the context.</source>
      <translation>最多这么多训练行；上下文的一半。</translation>
    </message>
    <message>
      <source>At most so many, virtual tokens in the text among them: batches of long rows have fewer rows. A longer row is read alone. Empty: no bound.</source>
      <translation>上限，包括文本中的虚拟词元：长行的批次含较少的行。更长的行单独读取。留空：不限。</translation>
    </message>
    <message>
      <source>Balance</source>
      <translation>均衡</translation>
    </message>
    <message>
      <source>Bar</source>
      <translation>竖线</translation>
    </message>
    <message>
      <source>Base model</source>
      <translation>基座模型</translation>
    </message>
    <message>
      <source>Batch size</source>
      <translation>批次大小</translation>
    </message>
    <message>
      <source>Batches a step</source>
      <translation>每步批次数</translation>
    </message>
    <message>
      <source>Bytes that the encoding does not have.</source>
      <translation>有该编码中不存在的字节。</translation>
    </message>
    <message>
      <source>CSV, TSV, JSON, Parquet or Excel, or a folder of such files that are one table; relative to run.toml.</source>
      <translation>CSV、TSV、JSON、Parquet 或 Excel，或一个由这类文件合为一个表格的文件夹；路径相对于 run.toml。</translation>
    </message>
    <message>
      <source>Choose runs that differ in a setting: these have the same, but for their seeds.</source>
      <translation>请选择有一项设置不同的训练：这些训练除随机种子外完全相同。</translation>
    </message>
    <message>
      <source>Choose runs that differ in one setting: these differ in {fact}: {shown}.</source>
      <translation>请选择只有一项设置不同的训练：这些训练有 {fact} 项设置不同：{shown}。</translation>
    </message>
    <message>
      <source>Choose the model that it was made from</source>
      <translation>请选择它所源自的模型</translation>
    </message>
    <message>
      <source>Chosen rows</source>
      <translation>所选的行</translation>
    </message>
    <message>
      <source>Classes and tags in languages other than English, or in several at once.</source>
      <translation>用于英语以外的语言或同时多种语言的分类和标注。</translation>
    </message>
    <message>
      <source>Classification head</source>
      <translation>分类头</translation>
    </message>
    <message>
      <source>Colon</source>
      <translation>冒号</translation>
    </message>
    <message>
      <source>Column names</source>
      <translation>列名</translation>
    </message>
    <message>
      <source>Column {fact} has no name in the header; it is called {new}.</source>
      <translation>第 {fact} 列在表头中没有名称；它被命名为 {new}。</translation>
    </message>
    <message>
      <source>Comma</source>
      <translation>逗号</translation>
    </message>
    <message>
      <source>Context-aware prompt tuning</source>
      <translation>上下文感知提示微调</translation>
    </message>
    <message>
      <source>Cut long texts</source>
      <translation>截断长文本</translation>
    </message>
    <message>
      <source>Delimiter</source>
      <translation>分隔符</translation>
    </message>
    <message>
      <source>Describe a restaurant</source>
      <translation>描述一家餐厅</translation>
    </message>
    <message>
      <source>Device</source>
      <translation>设备</translation>
    </message>
    <message>
      <source>Device: this machine has no "{device}" that torch can use. Set it to "auto".</source>
      <translation>设备：这台机器上没有 torch 可用的“{device}”。请设为“auto”。</translation>
    </message>
    <message>
      <source>Did you mean "{fact}"?</source>
      <translation>你是指“{fact}”吗？</translation>
    </message>
    <message>
      <source>Did you mean {fact}?</source>
      <translation>你是指 {fact} 吗？</translation>
    </message>
    <message>
      <source>Distillation</source>
      <translation>蒸馏</translation>
    </message>
    <message>
      <source>Do not open it. Ask for the adapter saved with save_pretrained(safe_serialization=True), or delete the file where the safetensors file stands beside it.</source>
      <translation>不要打开它。请索取用 save_pretrained(safe_serialization=True) 保存的适配器；如果旁边已有 safetensors 文件，请删除此文件。</translation>
    </message>
    <message>
      <source>Downloaded models</source>
      <translation>下载的模型</translation>
    </message>
    <message>
      <source>Dropout</source>
      <translation>Dropout</translation>
    </message>
    <message>
      <source>Each column of {name} needs a name of its own; {fact} is given twice or is empty.</source>
      <translation>{name} 的每一列都需要自己的名称；{fact} 重复或为空。</translation>
    </message>
    <message>
      <source>Each layer should have its own. Train a prefix here.</source>
      <translation>每一层都应有自己的键和值。请在这里训练前缀。</translation>
    </message>
    <message>
      <source>Each member from random vectors of a word's size, or frequent words of its own; or all from the label words, with frequent words of their own behind.</source>
      <translation>每个成员从词向量大小的随机向量开始，或从各自的常用词开始；或都从标签词开始，其后是各自的常用词。</translation>
    </message>
    <message>
      <source>Each table's own prompt is trained first.</source>
      <translation>先训练每个表格自己的提示。</translation>
    </message>
    <message>
      <source>Early stopping</source>
      <translation>提前停止</translation>
    </message>
    <message>
      <source>Early stopping may end the run sooner; it is counted to its last step.</source>
      <translation>提前停止可能使训练更早结束；这里计算到最后一步。</translation>
    </message>
    <message>
      <source>Empty: all cores.</source>
      <translation>留空：全部核心。</translation>
    </message>
    <message>
      <source>Empty: found out.</source>
      <translation>留空：自动识别。</translation>
    </message>
    <message>
      <source>Encoder dropout</source>
      <translation>编码器 dropout</translation>
    </message>
    <message>
      <source>Encoder layers</source>
      <translation>编码器层数</translation>
    </message>
    <message>
      <source>Encoder width</source>
      <translation>编码器宽度</translation>
    </message>
    <message>
      <source>Encoding</source>
      <translation>编码</translation>
    </message>
    <message>
      <source>English</source>
      <translation>英语</translation>
    </message>
    <message>
      <source>English, with some French, German and Romanian</source>
      <translation>英语，以及部分法语、德语和罗马尼亚语</translation>
    </message>
    <message>
      <source>Epochs</source>
      <translation>轮数</translation>
    </message>
    <message>
      <source>Evaluate every</source>
      <translation>评估间隔</translation>
    </message>
    <message>
      <source>Every cell is empty.</source>
      <translation>所有单元格都是空的。</translation>
    </message>
    <message>
      <source>Exact copies of one another: {fact}. Trained rows drift apart.</source>
      <translation>彼此完全相同：{fact}。训练过的行会逐渐分开。</translation>
    </message>
    <message>
      <source>Examples</source>
      <translation>示例</translation>
    </message>
    <message>
      <source>Examples from your table stand before every row, and are tuned a little where they stand.</source>
      <translation>把你表格中的示例放在每一行之前，并在原处稍作微调。</translation>
    </message>
    <message>
      <source>Excel: the sheet "{sheet}".</source>
      <translation>Excel：工作表“{sheet}”。</translation>
    </message>
    <message>
      <source>Excluded rows</source>
      <translation>排除的行</translation>
    </message>
    <message>
      <source>Export it as it is.</source>
      <translation>请按原格式导出。</translation>
    </message>
    <message>
      <source>Fetch it, or name the folder where it lies now with --model.</source>
      <translation>请获取它，或用 --model 指出它现在所在的文件夹。</translation>
    </message>
    <message>
      <source>Few-shot</source>
      <translation>少样本</translation>
    </message>
    <message>
      <source>Find the base model that it was trained with and name it with --model; on this one its scores do not hold.</source>
      <translation>请找到训练它时所用的基座模型，并用 --model 指明；在当前模型上它的分数不成立。</translation>
    </message>
    <message>
      <source>Find the base model with the tokenizer that it was trained with; on this one its template and label words may be other tokens.</source>
      <translation>请找到带有训练时那个分词器的基座模型；在当前模型上，它的模板和标签词可能是别的词元。</translation>
    </message>
    <message>
      <source>First row is a header</source>
      <translation>首行是表头</translation>
    </message>
    <message>
      <source>For a table without a header.</source>
      <translation>用于没有表头的表格。</translation>
    </message>
    <message>
      <source>For classification.</source>
      <translation>用于分类。</translation>
    </message>
    <message>
      <source>For classification: choose among the label words, or among the whole vocabulary.</source>
      <translation>用于分类：在标签词中选择，或在整个词表中选择。</translation>
    </message>
    <message>
      <source>For example utf-8 or cp1252.</source>
      <translation>例如 utf-8 或 cp1252。</translation>
    </message>
    <message>
      <source>For generation.</source>
      <translation>用于生成。</translation>
    </message>
    <message>
      <source>For lopsided tables: weigh rare classes more, or show each class equally often.</source>
      <translation>用于类别不均的表格：给少见的类别更大的权重，或让各类别同样频繁地出现。</translation>
    </message>
    <message>
      <source>For pairs, as a question and a passage; without a template it stands below the first.</source>
      <translation>用于成对的文本，例如一个问题和一段文章；没有模板时，它位于第一个文本下方。</translation>
    </message>
    <message>
      <source>For tagging: a tag for each word of the text column. Words and tags have spaces between, or are JSON lists.</source>
      <translation>用于序列标注：文本列的每个词一个标注。词和标注以空格分隔，或是 JSON 列表。</translation>
    </message>
    <message>
      <source>For the hub, such as http://proxy.example:3128.</source>
      <translation>用于 Hub，例如 http://proxy.example:3128。</translation>
    </message>
    <message>
      <source>Full fine-tuning</source>
      <translation>全量微调</translation>
    </message>
    <message>
      <source>Further tables</source>
      <translation>其他表格</translation>
    </message>
    <message>
      <source>Good or bad review</source>
      <translation>好评还是差评</translation>
    </message>
    <message>
      <source>Gradient accumulation: an optimizer step learns from so many batches, read one after the other, as from one batch of all their rows, with the memory of one.</source>
      <translation>梯度累积：优化器的一步依次读取这么多批次并从中学习，如同从含有全部这些行的一个批次学习，而内存只需一个批次的。</translation>
    </message>
    <message>
      <source>Gradient clip</source>
      <translation>梯度裁剪</translation>
    </message>
    <message>
      <source>Half of this prefix cannot have been trained: in an encoder-decoder PEFT gives layer i and layer i + L/2 the same keys and values, and the other half gets no gradient.</source>
      <translation>这个前缀有一半不可能被训练过：在编码器-解码器中，PEFT 让第 i 层和第 i + L/2 层使用相同的键和值，另一半得不到梯度。</translation>
    </message>
    <message>
      <source>Head dropout</source>
      <translation>分类头 dropout</translation>
    </message>
    <message>
      <source>Head only</source>
      <translation>仅分类头</translation>
    </message>
    <message>
      <source>Head's learning rate</source>
      <translation>分类头学习率</translation>
    </message>
    <message>
      <source>Header</source>
      <translation>表头</translation>
    </message>
    <message>
      <source>Hidden size of that network.</source>
      <translation>该网络的隐藏层大小。</translation>
    </message>
    <message>
      <source>Hidden size of the encoder; empty: the model's own.</source>
      <translation>编码器的隐藏层大小；留空：与模型相同。</translation>
    </message>
    <message>
      <source>How far a token of an example's text may move, in lengths of a word. Large models: 0.1 to 0.2.</source>
      <translation>示例文本的词元可以移动多远，以词向量的长度计。大模型：0.1 至 0.2。</translation>
    </message>
    <message>
      <source>How far a token of the template's own words may move, likewise. Answers stay where they are.</source>
      <translation>模板自身文字的词元可以移动多远，同上。答案保持不动。</translation>
    </message>
    <message>
      <source>How many learned vectors each layer reads.</source>
      <translation>每层读取多少个可学习向量。</translation>
    </message>
    <message>
      <source>How many learned vectors. More can say more, take longer and use up context.</source>
      <translation>可学习向量的个数。越多，能表达的越多，但更费时间，也占用更多上下文。</translation>
    </message>
    <message>
      <source>How many of the upper layers read them; empty: all but the lowest sixteenth, at most two.</source>
      <translation>由最上面的多少层读取；留空：除最低的十六分之一（最多两层）以外的所有层。</translation>
    </message>
    <message>
      <source>How many prompts. Each takes as long as prompt tuning alone; an odd number leaves fewer ties.</source>
      <translation>提示的个数。每个所需的时间与单独的提示微调相同；奇数较少出现平票。</translation>
    </message>
    <message>
      <source>How much less each example's answer counts than that of the next one, which is nearer to the row.</source>
      <translation>每个示例的答案比下一个（更靠近该行的）示例少算多少。</translation>
    </message>
    <message>
      <source>How the learning rate falls.</source>
      <translation>学习率如何下降。</translation>
    </message>
    <message>
      <source>If all rows are like this, choose another delimiter, quoting or header.</source>
      <translation>如果所有行都是这样，请选择其他分隔符、引号方式或表头设置。</translation>
    </message>
    <message>
      <source>If its base model is a decoder</source>
      <translation>如果它的基座模型是解码器</translation>
    </message>
    <message>
      <source>If its base model is an encoder</source>
      <translation>如果它的基座模型是编码器</translation>
    </message>
    <message>
      <source>If the first row is no header, say so.</source>
      <translation>如果第一行不是表头，请说明。</translation>
    </message>
    <message>
      <source>In an epoch a table gives as many rows as it has, but no more than this.</source>
      <translation>在一轮中，每个表格有多少行就用多少行，但不超过此数。</translation>
    </message>
    <message>
      <source>In the training table every word has the tag "{fact}": two are needed to choose from.</source>
      <translation>在训练表格中，每个词的标注都是“{fact}”：至少需要两种才能选择。</translation>
    </message>
    <message>
      <source>In the training table there are no tags: two are needed to choose from.</source>
      <translation>训练表格中没有标注：至少需要两种才能选择。</translation>
    </message>
    <message>
      <source>In tokens, for generation.</source>
      <translation>以词元计，用于生成。</translation>
    </message>
    <message>
      <source>In tokens; longer texts are cut. Empty: the model's context.</source>
      <translation>以词元计；更长的文本会被截断。留空：模型的上下文。</translation>
    </message>
    <message>
      <source>Inside it there are models: {fact}.</source>
      <translation>其中有这些模型：{fact}。</translation>
    </message>
    <message>
      <source>It cannot be used as it is.</source>
      <translation>它不能直接使用。</translation>
    </message>
    <message>
      <source>It cannot be used on this base model. Train with fewer virtual tokens.</source>
      <translation>它无法用于这个基座模型。请用更少的虚拟词元训练。</translation>
    </message>
    <message>
      <source>It crashed in native code ({name}).</source>
      <translation>它在本机代码中崩溃（{name}）。</translation>
    </message>
    <message>
      <source>It has no runs yet.</source>
      <translation>它还没有训练记录。</translation>
    </message>
    <message>
      <source>It holds more than vectors: {fact}.</source>
      <translation>它包含的不只是向量：{fact}。</translation>
    </message>
    <message>
      <source>It is an ensemble of several prompts, and these files hold one.</source>
      <translation>它是由多个提示组成的集成，而这些文件只能保存一个。</translation>
    </message>
    <message>
      <source>It is empty or too long, or has characters that it may not have.</source>
      <translation>内容为空、过长或含有不允许的字符。</translation>
    </message>
    <message>
      <source>It is no object, {{ ... }}.</source>
      <translation>它不是对象 {{ ... }}。</translation>
    </message>
    <message>
      <source>It stands above the table.</source>
      <translation>它位于表格上方。</translation>
    </message>
    <message>
      <source>It stands inside the model's layers, and these files hold vectors among the words.</source>
      <translation>它位于模型的各层之内，而这些文件保存的是词之间的向量。</translation>
    </message>
    <message>
      <source>It was asked to end from outside (SIGTERM), as when the computer shuts down.</source>
      <translation>它被外部要求结束（SIGTERM），例如计算机关机时。</translation>
    </message>
    <message>
      <source>It was ended by signal {fact}.</source>
      <translation>它被信号 {fact} 结束。</translation>
    </message>
    <message>
      <source>It was ended from outside ({name}).</source>
      <translation>它被外部结束（{name}）。</translation>
    </message>
    <message>
      <source>It was ended from outside, or the computer was switched off.</source>
      <translation>它被外部结束，或者计算机被关掉了。</translation>
    </message>
    <message>
      <source>It was interrupted from outside (SIGINT).</source>
      <translation>它被外部中断（SIGINT）。</translation>
    </message>
    <message>
      <source>It was killed from outside (SIGKILL), which is what the system does where memory runs out. Close other programs. {LESS_MEMORY}</source>
      <translation>它被外部终止（SIGKILL），内存用尽时系统就会这样做。请关闭其他程序。{LESS_MEMORY}</translation>
    </message>
    <message>
      <source>It was made for another base model. Name that one with --model.</source>
      <translation>它是为其他基座模型制作的。请用 --model 指明那个模型。</translation>
    </message>
    <message>
      <source>It was not trained. Train it, or take another checkpoint.</source>
      <translation>它没有训练过。请训练它，或选用其他检查点。</translation>
    </message>
    <message>
      <source>It was {{mask}}.</source>
      <translation>It was {{mask}}.</translation>
    </message>
    <message>
      <source>It wrote a file that is longer than this user may write (SIGXFSZ). Raise the limit (ulimit -f).</source>
      <translation>它写入的文件超过了该用户允许的长度（SIGXFSZ）。请提高限制（ulimit -f）。</translation>
    </message>
    <message>
      <source>Its base model {name} is not on this disk.</source>
      <translation>它的基座模型 {name} 不在本机磁盘上。</translation>
    </message>
    <message>
      <source>Its columns are {fact}.</source>
      <translation>它的列是 {fact}。</translation>
    </message>
    <message>
      <source>Its exit status was {code}.</source>
      <translation>它的退出状态是 {code}。</translation>
    </message>
    <message>
      <source>Its numbers look like PEFT's random start, N(0, 1), which is about 50 times the size of words in most models.</source>
      <translation>它的数值看起来像 PEFT 的随机初值 N(0, 1)，大约是多数模型中词向量大小的 50 倍。</translation>
    </message>
    <message>
      <source>Its scores may hold with PEFT alone. Train it here, where the head reads the text.</source>
      <translation>它的分数可能只在 PEFT 中成立。请在这里训练，分类头会读取文本本身。</translation>
    </message>
    <message>
      <source>Its terminal was closed (SIGHUP).</source>
      <translation>它的终端已关闭（SIGHUP）。</translation>
    </message>
    <message>
      <source>Its vectors are {fact} numbers wide, and the words of {fact2} are {width}.</source>
      <translation>它的向量宽 {fact} 个数，而 {fact2} 的词向量宽 {width}。</translation>
    </message>
    <message>
      <source>Its vectors are {times} times the size of the base model's words, as after a random start, N(0, 1).</source>
      <translation>它的向量大小是基座模型词向量的 {times} 倍，如同从 N(0, 1) 随机开始。</translation>
    </message>
    <message>
      <source>JSON lines: an object a line.</source>
      <translation>JSON lines：每行一个对象。</translation>
    </message>
    <message>
      <source>JSON: a list for each column.</source>
      <translation>JSON：每列一个列表。</translation>
    </message>
    <message>
      <source>JSON: a list of objects.</source>
      <translation>JSON：对象列表。</translation>
    </message>
    <message>
      <source>JSON: the list of objects named "{key}".{more}</source>
      <translation>JSON：名为“{key}”的对象列表。{more}</translation>
    </message>
    <message>
      <source>Keys that some objects lack are empty cells: {some} and others.</source>
      <translation>有些对象缺少的键成为空单元格：{some} 等。</translation>
    </message>
    <message>
      <source>Keys that some objects lack are empty cells: {some}.</source>
      <translation>有些对象缺少的键成为空单元格：{some}。</translation>
    </message>
    <message>
      <source>LLaMA-Adapter</source>
      <translation>LLaMA-Adapter</translation>
    </message>
    <message>
      <source>Label "{label}": its label word is empty. Write the word the model should answer.</source>
      <translation>标签“{label}”：它的标签词为空。请写上模型应当回答的词。</translation>
    </message>
    <message>
      <source>Label "{label}": its word "{word}" is {fact} tokens to this model, which guesses one. Choose a common word, or a method with a classification head.</source>
      <translation>标签“{label}”：它的词“{word}”对这个模型来说是 {fact} 个词元，而模型只猜一个。请选择常用词，或带分类头的方法。</translation>
    </message>
    <message>
      <source>Label column</source>
      <translation>标签列</translation>
    </message>
    <message>
      <source>Label words</source>
      <translation>标签词</translation>
    </message>
    <message>
      <source>Labels "{other}" and "{label}": their words "{fact}" and "{fact2}" are the same tokens to this model. Choose words that differ.</source>
      <translation>标签“{other}”和“{label}”：它们的词“{fact}”和“{fact2}”对这个模型来说是相同的词元。请选择不同的词。</translation>
    </message>
    <message>
      <source>Labels that differ in case or white space alone, or as 1 and 1.0 do, count as one.</source>
      <translation>只有大小写或空白不同，或像 1 与 1.0 那样的标签，算作一个。</translation>
    </message>
    <message>
      <source>Largest gradient norm; 0 is off.</source>
      <translation>梯度范数的上限；0 为关闭。</translation>
    </message>
    <message>
      <source>Largest table</source>
      <translation>表格最大行数</translation>
    </message>
    <message>
      <source>Layers</source>
      <translation>层</translation>
    </message>
    <message>
      <source>Layers of the LSTM or the MLP.</source>
      <translation>LSTM 或 MLP 的层数。</translation>
    </message>
    <message>
      <source>Layers of this {family} read no further than {window} tokens, and in longer texts they lose sight of the prefix. Keep texts shorter, or choose prompt tuning.</source>
      <translation>这个 {family} 的有些层最多只读 {window} 个词元，在更长的文本中会看不到前缀。请使用较短的文本，或选择提示微调。</translation>
    </message>
    <message>
      <source>Learned keys and values in every layer of an encoder, and a head that tells classes apart.</source>
      <translation>编码器每一层中可学习的键和值，以及区分类别的分类头。</translation>
    </message>
    <message>
      <source>Learned keys and values in front of every layer's own. Stronger, still thousands of times smaller.</source>
      <translation>放在每一层自己的键和值之前的可学习的键和值。更强，仍比模型小数千倍。</translation>
    </message>
    <message>
      <source>Learned vectors among the words of the input. The smallest adapter there is.</source>
      <translation>放在输入的词之间的可学习向量。最小的适配器。</translation>
    </message>
    <message>
      <source>Learned vectors that upper layers read beside the text, through gates that start shut.</source>
      <translation>上层在文本之外读取的可学习向量，经由起初关闭的门控。</translation>
    </message>
    <message>
      <source>Learning rate</source>
      <translation>学习率</translation>
    </message>
    <message>
      <source>Less takes, under [training]: {fact}.</source>
      <translation>在 [training] 中这样设置可以减少用量：{fact}。</translation>
    </message>
    <message>
      <source>Letters, digits, - and _.</source>
      <translation>字母、数字、- 和 _。</translation>
    </message>
    <message>
      <source>Line {n}: {reason}</source>
      <translation>第 {n} 行：{reason}</translation>
    </message>
    <message>
      <source>List its runs.</source>
      <translation>请列出它的训练记录。</translation>
    </message>
    <message>
      <source>Longest answer</source>
      <translation>最长答案</translation>
    </message>
    <message>
      <source>Longest example</source>
      <translation>最长样本</translation>
    </message>
    <message>
      <source>Loss decay</source>
      <translation>损失衰减</translation>
    </message>
    <message>
      <source>Loss over</source>
      <translation>损失范围</translation>
    </message>
    <message>
      <source>Made with Softprompt Studio. Reads: {text}</source>
      <translation>由 Softprompt Studio 制作。读取：{text}</translation>
    </message>
    <message>
      <source>Majority class</source>
      <translation>多数类</translation>
    </message>
    <message>
      <source>Make its table with what its page says, and import the file</source>
      <translation>请按其页面的说明制作表格，再导入文件</translation>
    </message>
    <message>
      <source>Make room, or choose another folder for downloaded models in Settings.</source>
      <translation>请腾出空间，或在“设置”中为下载的模型选择其他文件夹。</translation>
    </message>
    <message>
      <source>Make room, then fetch it again.</source>
      <translation>请腾出空间，然后重新获取。</translation>
    </message>
    <message>
      <source>Make the prefix by a small network while training; the network is dropped afterwards.</source>
      <translation>训练时由小型网络生成前缀；训练后丢弃该网络。</translation>
    </message>
    <message>
      <source>Many languages and long texts in a small decoder; not tuned to follow instructions, so a prompt has it to itself.</source>
      <translation>小型解码器，支持多种语言和长文本；未经指令微调，因此完全由提示来引导。</translation>
    </message>
    <message>
      <source>Members</source>
      <translation>成员数</translation>
    </message>
    <message>
      <source>Merge spellings of a label</source>
      <translation>合并标签的不同写法</translation>
    </message>
    <message>
      <source>Multitask prompt tuning</source>
      <translation>多任务提示微调</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>名称</translation>
    </message>
    <message>
      <source>Name it with --model.</source>
      <translation>请用 --model 指明。</translation>
    </message>
    <message>
      <source>Names to use, first column first.</source>
      <translation>要使用的名称，从第一列开始。</translation>
    </message>
    <message>
      <source>Network width</source>
      <translation>网络宽度</translation>
    </message>
    <message>
      <source>No base model is open. Choose one first.</source>
      <translation>没有打开的基座模型。请先选择一个。</translation>
    </message>
    <message>
      <source>No cell is quoted.</source>
      <translation>没有带引号的单元格。</translation>
    </message>
    <message>
      <source>No header, as you chose.</source>
      <translation>按你的选择，没有表头。</translation>
    </message>
    <message>
      <source>No header: nothing tells for sure, and you gave the names.</source>
      <translation>没有表头：没有确切的依据，而你已给出列名。</translation>
    </message>
    <message>
      <source>No header: {why}.</source>
      <translation>没有表头：{why}。</translation>
    </message>
    <message>
      <source>No row of {name} can be read. Line {start}: {reason}</source>
      <translation>{name} 没有一行可以读取。第 {start} 行：{reason}</translation>
    </message>
    <message>
      <source>No row of {name} can be read. {first} {hint}</source>
      <translation>{name} 没有一行可以读取。{first} {hint}</translation>
    </message>
    <message>
      <source>No training process waits for a run. Start the run without one.</source>
      <translation>没有训练进程在等待。请不带它开始训练。</translation>
    </message>
    <message>
      <source>No value of {key} can be trained. {fact}</source>
      <translation>{key} 的任何取值都无法训练。{fact}</translation>
    </message>
    <message>
      <source>Not UTF-8; read as {encoding}. If letters look wrong, choose another encoding.</source>
      <translation>不是 UTF-8；以 {encoding} 读取。如果文字显示不对，请选择其他编码。</translation>
    </message>
    <message>
      <source>Not counted: memory between blocks that the allocator cannot use, main memory, and what a run for generation takes while it writes texts at its end.</source>
      <translation>未计入：分配器无法使用的内存碎片、主内存，以及生成任务在结束时写文本所占的内存。</translation>
    </message>
    <message>
      <source>Not numbers (NaN or infinite): in {fact}.</source>
      <translation>不是数值（NaN 或无穷大）：在{fact}。</translation>
    </message>
    <message>
      <source>Nothing can be put into the attention of {family}. Choose a base model of another family, such as Llama, Qwen3, GPT-2, RoBERTa or T5.</source>
      <translation>{family} 的注意力无法放入任何东西。请选用其他系列的基座模型，例如 Llama、Qwen3、GPT-2、RoBERTa 或 T5。</translation>
    </message>
    <message>
      <source>Nothing is lost: softprompt-studio reindex --project "{parent}" builds it again from the folders.</source>
      <translation>没有任何损失：softprompt-studio reindex --project "{parent}" 会根据文件夹重新建立它。</translation>
    </message>
    <message>
      <source>Nothing is lost: the first rows are the prompt. Train with num_transformer_submodules=1 to save the rest.</source>
      <translation>没有任何损失：前面的行就是提示本身。用 num_transformer_submodules=1 训练可以省去其余的行。</translation>
    </message>
    <message>
      <source>Of a hub model; empty: the newest.</source>
      <translation>用于 Hub 模型；留空：最新的。</translation>
    </message>
    <message>
      <source>Of an Excel workbook.</source>
      <translation>Excel 工作簿中的工作表。</translation>
    </message>
    <message>
      <source>Of an Excel workbook; empty: the first with rows.</source>
      <translation>Excel 工作簿中的工作表；留空：第一个有数据行的。</translation>
    </message>
    <message>
      <source>Of each layer only what goes in is kept, and the rest is computed again in the backward pass: far less memory, and the forward pass twice.</source>
      <translation>每一层只保留其输入，其余在反向传播时重新计算：内存少得多，但前向传播要算两遍。</translation>
    </message>
    <message>
      <source>Of each table's own part; at least that of the adapter that it starts from.</source>
      <translation>各表格自己那部分的秩；不小于作为起点的适配器的秩。</translation>
    </message>
    <message>
      <source>Of each table's own part; empty: as for the shared prompt.</source>
      <translation>各表格自己那部分的学习率；留空：与共用提示相同。</translation>
    </message>
    <message>
      <source>Of frozen weights. Automatic: half the bits where the hardware computes in them.</source>
      <translation>冻结权重的精度。自动：硬件支持时用一半的位数。</translation>
    </message>
    <message>
      <source>Of the frozen weights; prompts are fp32. Automatic: bf16 where the hardware computes in it.</source>
      <translation>冻结权重的精度；提示为 fp32。自动：硬件支持时用 bf16。</translation>
    </message>
    <message>
      <source>Of the head alone; the run's learning rate is the prompt's.</source>
      <translation>仅用于分类头；训练的学习率用于提示。</translation>
    </message>
    <message>
      <source>Of the source stage, beside [data], which is the first.</source>
      <translation>用于源阶段，第一个表格是 [data]。</translation>
    </message>
    <message>
      <source>One column, a row a line</source>
      <translation>一列，每行一条</translation>
    </message>
    <message>
      <source>One column, a row a line: no delimiter divides the rows alike.</source>
      <translation>一列，每行一条：没有能均匀划分各行的分隔符。</translation>
    </message>
    <message>
      <source>One column, quoted.</source>
      <translation>一列，带引号。</translation>
    </message>
    <message>
      <source>One prompt that several tables share, and a small part of its own for each of them.</source>
      <translation>多个表格共用一个提示，每个表格再有自己的一小部分。</translation>
    </message>
    <message>
      <source>One-shot</source>
      <translation>单样本</translation>
    </message>
    <message>
      <source>Optimizer</source>
      <translation>优化器</translation>
    </message>
    <message>
      <source>Other files of the folder are passed over: {fact}.</source>
      <translation>文件夹中的其他文件已跳过：{fact}。</translation>
    </message>
    <message>
      <source>Other lists in the file are passed over: {fact}.</source>
      <translation>文件中的其他列表已跳过：{fact}。</translation>
    </message>
    <message>
      <source>Other sheets are passed over: {fact}.</source>
      <translation>其他工作表已跳过：{fact}。</translation>
    </message>
    <message>
      <source>P-tuning</source>
      <translation>P-tuning</translation>
    </message>
    <message>
      <source>P-tuning v2</source>
      <translation>P-tuning v2</translation>
    </message>
    <message>
      <source>PEFT adds a gated prompt behind GPT-2's output projection, and here it stands before it.</source>
      <translation>PEFT 在 GPT-2 的输出投影之后加入门控提示，而这里在其之前。</translation>
    </message>
    <message>
      <source>PEFT has no adapter without a prompt.</source>
      <translation>PEFT 没有不带提示的适配器。</translation>
    </message>
    <message>
      <source>PEFT has no ensembles of prompts.</source>
      <translation>PEFT 没有提示集成。</translation>
    </message>
    <message>
      <source>PEFT has no prefix for an encoder, nor for a decoder's attention to it.</source>
      <translation>PEFT 没有用于编码器的前缀，也没有用于解码器对编码器注意力的前缀。</translation>
    </message>
    <message>
      <source>PEFT has no task for models that guess a masked word.</source>
      <translation>PEFT 没有用于猜测被遮盖词的模型的任务。</translation>
    </message>
    <message>
      <source>PEFT has one gate a layer, and this adapter has one for each head.</source>
      <translation>PEFT 每层有一个门控，而这个适配器每个注意力头有一个。</translation>
    </message>
    <message>
      <source>PEFT knows gated prompts in Llama, Mistral and GPT-2 alone, and this base model is {family}.</source>
      <translation>PEFT 只在 Llama、Mistral 和 GPT-2 中支持门控提示，而这个基座模型是 {family}。</translation>
    </message>
    <message>
      <source>PEFT puts all virtual tokens in front, and this template has some elsewhere.</source>
      <translation>PEFT 把所有虚拟词元放在最前面，而这个模板在其他位置也有。</translation>
    </message>
    <message>
      <source>PEFT would add the bias of the output projection a second time for a gated prompt.</source>
      <translation>对于门控提示，PEFT 会把输出投影的偏置加上两次。</translation>
    </message>
    <message>
      <source>PEFT's gated prompt needs heads that are together as wide as the model, and these are not.</source>
      <translation>PEFT 的门控提示要求各注意力头合起来与模型一样宽，而这里不是。</translation>
    </message>
    <message>
      <source>PEFT's head for this model reads other vectors than this adapter's head does.</source>
      <translation>PEFT 用于此模型的分类头读取的向量与这个适配器的分类头不同。</translation>
    </message>
    <message>
      <source>PEFT's head over words works otherwise, or not at all, on a {family}.</source>
      <translation>PEFT 的词预测头在 {family} 上的工作方式不同，或者根本不起作用。</translation>
    </message>
    <message>
      <source>PEFT's head reads the first position, which is virtual token 0 and not the text's first token ([CLS]).</source>
      <translation>PEFT 的分类头读取第一个位置，那是 0 号虚拟词元，而不是文本的第一个词元（[CLS]）。</translation>
    </message>
    <message>
      <source>PEFT's head would read a virtual token, and this one reads the text.</source>
      <translation>PEFT 的分类头会读取虚拟词元，而这里的读取文本。</translation>
    </message>
    <message>
      <source>PEFT's own comparison of methods is on it (MetaMathQA to GSM8K): prefix 41.6 %, prompt 34.3 %. For a GPU; asks for consent.</source>
      <translation>PEFT 自己的方法比较就是在它上面进行的（MetaMathQA 到 GSM8K）：前缀 41.6 %，提示 34.3 %。需要 GPU；使用前须取得同意。</translation>
    </message>
    <message>
      <source>Parquet: {fact}, {fact2}.</source>
      <translation>Parquet：{fact}，{fact2}。</translation>
    </message>
    <message>
      <source>Passes over the training rows.</source>
      <translation>遍历训练行的次数。</translation>
    </message>
    <message>
      <source>Plain ASCII text.</source>
      <translation>纯 ASCII 文本。</translation>
    </message>
    <message>
      <source>Pooling</source>
      <translation>池化</translation>
    </message>
    <message>
      <source>Precision</source>
      <translation>精度</translation>
    </message>
    <message>
      <source>Prefix tuning</source>
      <translation>前缀微调</translation>
    </message>
    <message>
      <source>Prompt encoder</source>
      <translation>提示编码器</translation>
    </message>
    <message>
      <source>Prompt ensemble</source>
      <translation>提示集成</translation>
    </message>
    <message>
      <source>Prompt tuning</source>
      <translation>提示微调</translation>
    </message>
    <message>
      <source>Proxy</source>
      <translation>代理</translation>
    </message>
    <message>
      <source>Quantization</source>
      <translation>量化</translation>
    </message>
    <message>
      <source>Quotes are part of the text, as you chose.</source>
      <translation>按你的选择，引号是文本的一部分。</translation>
    </message>
    <message>
      <source>Quotes are part of the text: no cell opens with one.</source>
      <translation>引号是文本的一部分：没有单元格以引号开头。</translation>
    </message>
    <message>
      <source>Quotes are part of the text: they do not wrap cells throughout.</source>
      <translation>引号是文本的一部分：它们并非始终包围单元格。</translation>
    </message>
    <message>
      <source>Quotes may wrap cells, as you chose.</source>
      <translation>按你的选择，引号可以包围单元格。</translation>
    </message>
    <message>
      <source>Quotes wrap cells.</source>
      <translation>引号包围单元格。</translation>
    </message>
    <message>
      <source>Quoting</source>
      <translation>引号</translation>
    </message>
    <message>
      <source>Random numbers of a word's size, frequent words, the label words, or a text of yours.</source>
      <translation>词向量大小的随机数、常用词、标签词，或自定义文本。</translation>
    </message>
    <message>
      <source>Random vectors of a word's size, frequent words, the label words, a text of yours, or a file.</source>
      <translation>词向量大小的随机向量、常用词、标签词、自定义文本，或文件。</translation>
    </message>
    <message>
      <source>Rank</source>
      <translation>秩</translation>
    </message>
    <message>
      <source>Reach of the template</source>
      <translation>模板的移动范围</translation>
    </message>
    <message>
      <source>Reach of the texts</source>
      <translation>文本的移动范围</translation>
    </message>
    <message>
      <source>Read as {encoding}, as you chose.</source>
      <translation>按你的选择，以 {encoding} 读取。</translation>
    </message>
    <message>
      <source>Reads a text whole and writes an answer. Trained on tasks after filling gaps, without which prompts learn badly on T5.</source>
      <translation>完整读取文本后写出答案。在填空之后又在各种任务上训练过，否则提示在 T5 上学得很差。</translation>
    </message>
    <message>
      <source>Reparameterization</source>
      <translation>重参数化</translation>
    </message>
    <message>
      <source>Revision</source>
      <translation>修订版</translation>
    </message>
    <message>
      <source>Row numbers, counted from 0.</source>
      <translation>行号，从 0 开始计数。</translation>
    </message>
    <message>
      <source>Row numbers, counted from 0; empty: sampled.</source>
      <translation>行号，从 0 开始计数；留空：抽样。</translation>
    </message>
    <message>
      <source>Row {n}: {reason}</source>
      <translation>第 {n} 行：{reason}</translation>
    </message>
    <message>
      <source>Rows for which text is generated in the last evaluation.</source>
      <translation>最后一次评估中生成文本的行数。</translation>
    </message>
    <message>
      <source>Rows read at once.</source>
      <translation>一次读取的行数。</translation>
    </message>
    <message>
      <source>Rows written out</source>
      <translation>写出的行数</translation>
    </message>
    <message>
      <source>Rows {fact} to {fact2} of its prompt were never trained and are never read: PEFT makes a second prompt for the decoder and uses only the first.</source>
      <translation>它的提示的第 {fact} 至 {fact2} 行从未训练过，也从不被读取：PEFT 为解码器另建了第二个提示，却只使用第一个。</translation>
    </message>
    <message>
      <source>Run {run_id} cannot be brought back: it is not in the project's trash.</source>
      <translation>训练 {run_id} 无法恢复：它不在项目的回收站中。</translation>
    </message>
    <message>
      <source>Run {run_id} is being trained. Stop it, then delete it.</source>
      <translation>训练 {run_id} 正在进行。请先停止，再删除。</translation>
    </message>
    <message>
      <source>Sampling seed</source>
      <translation>抽样的随机种子</translation>
    </message>
    <message>
      <source>Save or unpack it as CSV or TSV text, then open that.</source>
      <translation>请另存为或解压为 CSV 或 TSV 文本，然后打开该文件。</translation>
    </message>
    <message>
      <source>Schedule</source>
      <translation>学习率计划</translation>
    </message>
    <message>
      <source>Second text column</source>
      <translation>第二文本列</translation>
    </message>
    <message>
      <source>Seed</source>
      <translation>随机种子</translation>
    </message>
    <message>
      <source>Semicolon</source>
      <translation>分号</translation>
    </message>
    <message>
      <source>Several soft prompts trained side by side, which answer together.</source>
      <translation>并排训练的多个软提示，共同回答。</translation>
    </message>
    <message>
      <source>Share of prefix entries dropped in a training step.</source>
      <translation>每个训练步中被丢弃的前缀项所占的比例。</translation>
    </message>
    <message>
      <source>Share of steps the rate rises first.</source>
      <translation>学习率先上升的步所占的比例。</translation>
    </message>
    <message>
      <source>Share of what the head reads that is dropped in a training step.</source>
      <translation>每个训练步中，分类头所读内容被丢弃的比例。</translation>
    </message>
    <message>
      <source>Sheet</source>
      <translation>工作表</translation>
    </message>
    <message>
      <source>Sizes beside those of words, the context, and the identity: they need the base model.</source>
      <translation>与词向量相比的大小、上下文和身份：这些需要基座模型。</translation>
    </message>
    <message>
      <source>Sizes beside those of words: the base model's files do not show its words' vectors.</source>
      <translation>与词向量相比的大小：基座模型的文件中看不到词向量。</translation>
    </message>
    <message>
      <source>Smaller rate for larger models</source>
      <translation>模型越大学习率越小</translation>
    </message>
    <message>
      <source>Some of its virtual tokens stand elsewhere than in front of the text.</source>
      <translation>它有些虚拟词元不在文本前面。</translation>
    </message>
    <message>
      <source>Source: learn from several tables at once. Target: learn one table, from a source run's adapter.</source>
      <translation>源：同时从多个表格学习。目标：从源阶段的适配器出发，学习一个表格。</translation>
    </message>
    <message>
      <source>Space</source>
      <translation>空格</translation>
    </message>
    <message>
      <source>Spam or not</source>
      <translation>是不是垃圾短信</translation>
    </message>
    <message>
      <source>Split seed</source>
      <translation>划分的随机种子</translation>
    </message>
    <message>
      <source>Stage</source>
      <translation>阶段</translation>
    </message>
    <message>
      <source>Start file</source>
      <translation>起始文件</translation>
    </message>
    <message>
      <source>Start from</source>
      <translation>起点</translation>
    </message>
    <message>
      <source>Start from words instead, and train with a higher learning rate.</source>
      <translation>请改为从词开始，并用更大的学习率训练。</translation>
    </message>
    <message>
      <source>Start text</source>
      <translation>起始文本</translation>
    </message>
    <message>
      <source>Starting the program and its libraries is not counted.</source>
      <translation>启动程序及其库的时间未计入。</translation>
    </message>
    <message>
      <source>Stay offline</source>
      <translation>保持离线</translation>
    </message>
    <message>
      <source>Step limit</source>
      <translation>步数上限</translation>
    </message>
    <message>
      <source>Step {step}: {what}. Lower the learning rate (it is {learning_rate}) or choose another start{half}; the checkpoints so far are kept.</source>
      <translation>第 {step} 步：{what}。请降低学习率（现为 {learning_rate}）或选择另一种起点{half}；目前为止的检查点都保留着。</translation>
    </message>
    <message>
      <source>Steps; empty: each epoch.</source>
      <translation>以步计；留空：每轮一次。</translation>
    </message>
    <message>
      <source>Still vectors of words, as at the start: the whole prompt. Nothing was learned.</source>
      <translation>仍是词的向量，与开始时一样：整个提示都是如此。什么也没有学到。</translation>
    </message>
    <message>
      <source>Still vectors of words, as at the start: {fact}.</source>
      <translation>仍是词的向量，与开始时一样：{fact}。</translation>
    </message>
    <message>
      <source>Stop after so many evaluations without a better one.</source>
      <translation>连续这么多次评估没有更好的结果时停止。</translation>
    </message>
    <message>
      <source>Stop after so many steps.</source>
      <translation>达到此步数后停止。</translation>
    </message>
    <message>
      <source>Such a prompt learns slowly, if at all. Start from words, or at random in their size.</source>
      <translation>这样的提示即使能学，也学得很慢。请从词开始，或以词向量的大小随机开始。</translation>
    </message>
    <message>
      <source>Tab</source>
      <translation>制表符</translation>
    </message>
    <message>
      <source>Table</source>
      <translation>表格</translation>
    </message>
    <message>
      <source>Tags column</source>
      <translation>标注列</translation>
    </message>
    <message>
      <source>Tags of words need a base model that reads both sides of a word, and this is {fact} ({family}). Choose an encoder, such as BERT.</source>
      <translation>词的标注需要能读取词两侧内容的基座模型，而这是{fact}（{family}）。请选择编码器，例如 BERT。</translation>
    </message>
    <message>
      <source>Target column</source>
      <translation>目标列</translation>
    </message>
    <message>
      <source>Task learning rate</source>
      <translation>任务学习率</translation>
    </message>
    <message>
      <source>Teacher epochs</source>
      <translation>教师轮数</translation>
    </message>
    <message>
      <source>Teacher learning rate</source>
      <translation>教师学习率</translation>
    </message>
    <message>
      <source>Tell classes apart by a small layer of their own instead of by label words.</source>
      <translation>用单独的一小层区分类别，而不用标签词。</translation>
    </message>
    <message>
      <source>Tells many classes apart without a GPU: measured here, P-tuning v2 has .935 on the 77 intents of Banking77.</source>
      <translation>无需 GPU 即可区分许多类别：在本程序中实测，P-tuning v2 在 Banking77 的 77 个意图上达到 .935。</translation>
    </message>
    <message>
      <source>Template</source>
      <translation>模板</translation>
    </message>
    <message>
      <source>Template: "{{{inside}}}" is no slot. Write a number of virtual tokens, as in {{soft:20}}.</source>
      <translation>模板：“{{{inside}}}”不是有效的位置。请写上虚拟词元的数目，例如 {{soft:20}}。</translation>
    </message>
    <message>
      <source>Template: a lone "{fact}" at character {fact2}. Close it, or write "{fact3}" for the character itself.</source>
      <translation>模板：第 {fact2} 个字符处有单独的“{fact}”。请补全它；如要写这个字符本身，请写“{fact3}”。</translation>
    </message>
    <message>
      <source>Template: a masked model needs {{mask}} where it is to guess the label word, as in "{{text}} It was {{mask}}." Write it, or choose a method with a classification head.</source>
      <translation>模板：掩码模型需要用 {{mask}} 标出猜测标签词的位置，例如“{{text}} It was {{mask}}.”。请写上它，或选择带分类头的方法。</translation>
    </message>
    <message>
      <source>Template: empty braces. Name a column inside, or double them to write the characters.</source>
      <translation>模板：花括号是空的。请在其中写上列名；如要写花括号本身，请写两遍。</translation>
    </message>
    <message>
      <source>Template: it names no column, so every row would read alike. Add one in braces.</source>
      <translation>模板：其中没有列，因此每一行读起来都一样。请在花括号中添加一列。</translation>
    </message>
    <message>
      <source>Template: it shows the column "{answers}", which is to be answered. Take it out.</source>
      <translation>模板：其中显示了要回答的列“{answers}”。请去掉它。</translation>
    </message>
    <message>
      <source>Template: its last virtual tokens are read by nothing, since pooling = "{pooling}" looks at the text before them. Put them in front, or choose pooling = "last".</source>
      <translation>模板：最后的虚拟词元没有被读取，因为 pooling = "{pooling}" 只看它们之前的文本。请把它们放到前面，或选择 pooling = "last"。</translation>
    </message>
    <message>
      <source>Template: its own words and virtual tokens take {fact} tokens and the answer up to {answer_room}, which leaves no room for text in {max_tokens}. Use fewer virtual tokens or a shorter template.</source>
      <translation>模板：它自己的文字和虚拟词元占 {fact} 个词元，答案最多占 {answer_room} 个，在 {max_tokens} 个词元中没有给文本留下位置。请使用更少的虚拟词元或更短的模板。</translation>
    </message>
    <message>
      <source>Template: its slots hold {counted} virtual tokens and num_virtual_tokens is {num_virtual_tokens}. Make them equal, or write one slot as {{soft}}.</source>
      <translation>模板：其中的位置共有 {counted} 个虚拟词元，而 num_virtual_tokens 为 {num_virtual_tokens}。请让两者相等，或把其中一处写成 {{soft}}。</translation>
    </message>
    <message>
      <source>Template: the table has no column "{name}". Its columns are: {fact}.</source>
      <translation>模板：表格中没有列“{name}”。它的列有：{fact}。</translation>
    </message>
    <message>
      <source>Template: where words have tags it names their column once, "{{{text}}}", and no other.</source>
      <translation>模板：为词做标注时，模板只写一次词所在的列“{{{text}}}”，不写其他列。</translation>
    </message>
    <message>
      <source>Template: {{mask}} is for masked models such as BERT, and this one guesses no words.</source>
      <translation>模板：{{mask}} 用于 BERT 之类的掩码模型，而这个模型不猜词。</translation>
    </message>
    <message>
      <source>Template: {{mask}} may stand once, for one word is guessed.</source>
      <translation>模板：{{mask}} 只能出现一次，因为只猜一个词。</translation>
    </message>
    <message>
      <source>Template: {{soft}} without a number may stand once. Write {{soft:N}} for the others.</source>
      <translation>模板：不带数字的 {{soft}} 只能出现一次。其余的请写成 {{soft:N}}。</translation>
    </message>
    <message>
      <source>Test share</source>
      <translation>测试占比</translation>
    </message>
    <message>
      <source>Test table</source>
      <translation>测试表格</translation>
    </message>
    <message>
      <source>Text column</source>
      <translation>文本列</translation>
    </message>
    <message>
      <source>Text with columns in braces and virtual tokens as {{soft:20}}; empty: made from the text column.</source>
      <translation>带有列名（花括号）和虚拟词元（如 {{soft:20}}）的文本；留空：由文本列生成。</translation>
    </message>
    <message>
      <source>Texts are cut to what is left, {fact} tokens. Train with fewer virtual tokens.</source>
      <translation>文本会被截断到剩下的 {fact} 个词元。请用更少的虚拟词元训练。</translation>
    </message>
    <message>
      <source>Texts that the run writes at its end are counted {said}; shorter ones take less time, others more.</source>
      <translation>训练结束时要写的文本按如下长度计算：{said}；文本较短则用时较少，较长则用时较多。</translation>
    </message>
    <message>
      <source>That a training or the playground takes, where its own settings do not say.</source>
      <translation>训练或试用所用的线程数，除非它们自己的设置另有说明。</translation>
    </message>
    <message>
      <source>The adapter belongs to run {run_id}, which was deleted. Bring the run back first.</source>
      <translation>此适配器属于已删除的训练 {run_id}。请先恢复该训练。</translation>
    </message>
    <message>
      <source>The adapter cannot be brought back: it is not in the project's trash.</source>
      <translation>适配器无法恢复：它不在项目的回收站中。</translation>
    </message>
    <message>
      <source>The adapter does not say which base model it belongs to.</source>
      <translation>此适配器没有说明它属于哪个基座模型。</translation>
    </message>
    <message>
      <source>The base model alone needs a template. Choose an adapter beside it, or write a hard prompt.</source>
      <translation>单独使用基座模型需要模板。请在旁边选择一个适配器，或写一个硬提示。</translation>
    </message>
    <message>
      <source>The base model alone tells no tags apart: that takes a head. Choose an adapter.</source>
      <translation>单独的基座模型无法区分标注：这需要分类头。请选择一个适配器。</translation>
    </message>
    <message>
      <source>The base model's {part} are not what the adapter was trained with.</source>
      <translation>基座模型的{part}与训练此适配器时的不同。</translation>
    </message>
    <message>
      <source>The base model's {part} is not what the adapter was trained with.</source>
      <translation>基座模型的{part}与训练此适配器时的不同。</translation>
    </message>
    <message>
      <source>The base model, asked by the template's words alone.</source>
      <translation>只用模板的文字询问基座模型。</translation>
    </message>
    <message>
      <source>The base model, asked in words behind one training row with its answer. Chance picks the class and four of its rows; the shortest is shown.</source>
      <translation>在一个带答案的训练行之后用文字询问基座模型。随机选定类别及其中四行，展示最短的一行。</translation>
    </message>
    <message>
      <source>The base model, asked in words behind training rows with their answers.</source>
      <translation>在一些带答案的训练行之后用文字询问基座模型。</translation>
    </message>
    <message>
      <source>The bundled starter model is meant for this one. Naive Bayes over words reaches .990, so a soft prompt should come close to that to be worth its while; a larger base model such as "gpt2" takes longer and has more to give.</source>
      <translation>内置的 starter 模型正适合这个项目。基于词的朴素贝叶斯达到 .990，软提示应接近这个值才算值得；更大的基座模型（如“gpt2”）用时更长，潜力也更大。</translation>
    </message>
    <message>
      <source>The bundled starter model is too small for this: it reaches .58 to .61, where naive Bayes over words has .84. It shows how a run works, not how good one gets. Choose "gpt2" or, better, "Qwen/Qwen3-0.6B".</source>
      <translation>内置的 starter 模型对此来说太小：它只达到 .58 至 .61，而基于词的朴素贝叶斯有 .84。它展示训练如何进行，而不是能有多好。请选择“gpt2”，最好是“Qwen/Qwen3-0.6B”。</translation>
    </message>
    <message>
      <source>The bundled starter model is too small to write these sentences well; it shows how a run works. Choose "gpt2-medium", on which the prefix-tuning paper measured this task, and prefix tuning as the method; "Qwen/Qwen3-0.6B" is a newer choice.</source>
      <translation>内置的 starter 模型太小，写不好这些句子；它展示训练如何进行。请选择前缀微调论文测量此任务时所用的“gpt2-medium”，方法选前缀微调；“Qwen/Qwen3-0.6B”是更新的选择。</translation>
    </message>
    <message>
      <source>The character between cells; empty text: one column, a row a line.</source>
      <translation>单元格之间的字符；留空：一列，每行一条。</translation>
    </message>
    <message>
      <source>The checkpoint of step {best}, the best, is damaged. The state of step {last}, the last, is taken in its place.</source>
      <translation>最佳的第 {best} 步检查点已损坏。改用最后的第 {last} 步的状态。</translation>
    </message>
    <message>
      <source>The checkpoint of step {step} is damaged; it was set aside as {name}. Training goes on from step {fact}, the one before.</source>
      <translation>第 {step} 步的检查点已损坏，已另存为 {name}。训练从之前的第 {fact} 步继续。</translation>
    </message>
    <message>
      <source>The checkpoint of step {step} is damaged; it was set aside as {name}. Training goes on from the beginning: there is none before it.</source>
      <translation>第 {step} 步的检查点已损坏，已另存为 {name}。之前没有别的检查点，训练从头开始。</translation>
    </message>
    <message>
      <source>The computer's memory ran out outside of the model. Close other programs, or take a smaller table. {LESS_MEMORY}</source>
      <translation>计算机内存在模型之外用尽。请关闭其他程序，或使用更小的表格。{LESS_MEMORY}</translation>
    </message>
    <message>
      <source>The computer's memory ran out while the model computed{more}. {LESS_MEMORY}</source>
      <translation>模型计算时计算机内存用尽{more}。{LESS_MEMORY}</translation>
    </message>
    <message>
      <source>The curve shows nothing: the loss falls from {start} to {least} at best, which may be chance. Keep the recommended rate, or try again with larger batches.</source>
      <translation>曲线没有显示出什么：损失最多从 {start} 降到 {least}，这可能是偶然。请保留推荐的学习率，或用更大的批次再试。</translation>
    </message>
    <message>
      <source>The first row holds the names that you gave: it is the header.</source>
      <translation>第一行正是你给出的列名：它是表头。</translation>
    </message>
    <message>
      <source>The first row names the columns ({why}).</source>
      <translation>第一行是列名（{why}）。</translation>
    </message>
    <message>
      <source>The first row names the columns, as you chose.</source>
      <translation>按你的选择，第一行是列名。</translation>
    </message>
    <message>
      <source>The first row names the columns.</source>
      <translation>第一行是列名。</translation>
    </message>
    <message>
      <source>The folder in which models of the hub are kept.</source>
      <translation>存放 Hub 模型的文件夹。</translation>
    </message>
    <message>
      <source>The frozen weights lie in 8 or 4 bits (NF4) and are computed with in the precision above: less memory, more time. Needs the extra few-bits.</source>
      <translation>冻结的权重以 8 位或 4 位（NF4）存放，并以上面的精度计算：内存更少，时间更长。需要附加组件 few-bits。</translation>
    </message>
    <message>
      <source>The hub</source>
      <translation>Hub</translation>
    </message>
    <message>
      <source>The hub cannot be asked</source>
      <translation>无法查询 Hub</translation>
    </message>
    <message>
      <source>The hub does not know your token. Make another at {fact}/settings/tokens, and keep it in Settings or with hf auth login.</source>
      <translation>Hub 不认识你的令牌。请在 {fact}/settings/tokens 创建新的令牌，并在“设置”中或用 hf auth login 保存它。</translation>
    </message>
    <message>
      <source>The hub has no data set {name}, or it is private. Check the spelling; a private one needs your token (Settings, or hf auth login).</source>
      <translation>Hub 没有数据集 {name}，或者它是私有的。请检查拼写；私有数据集需要你的令牌（设置，或 hf auth login）。</translation>
    </message>
    <message>
      <source>The hub has no model {name}, or it is private. Check the spelling; a private one needs your token (Settings, or hf auth login).</source>
      <translation>Hub 上没有模型 {name}，或者它是私有的。请检查拼写；私有模型需要你的令牌（“设置”，或 hf auth login）。</translation>
    </message>
    <message>
      <source>The hub was asked too often. Wait some minutes, and try again.</source>
      <translation>对 Hub 的查询过于频繁。请等几分钟后重试。</translation>
    </message>
    <message>
      <source>The line holds no object, {{ ... }}.</source>
      <translation>这一行中没有对象 {{ ... }}。</translation>
    </message>
    <message>
      <source>The line is not JSON.</source>
      <translation>这一行不是 JSON。</translation>
    </message>
    <message>
      <source>The list of runs shows those that are there.</source>
      <translation>训练记录列表中显示了现有的训练。</translation>
    </message>
    <message>
      <source>The loss is least at a rate of {fact}, {fact2} in place of {start}: a tenth of that rate is suggested, where the loss still falls.</source>
      <translation>学习率为 {fact} 时损失最小，从 {start} 降到 {fact2}：建议取该学习率的十分之一，此时损失仍在下降。</translation>
    </message>
    <message>
      <source>The loss rose after {fact} steps, too few to tell anything. Look at the table and the start.</source>
      <translation>损失在 {fact} 步后就上升了，步数太少，说明不了什么。请检查表格和起点。</translation>
    </message>
    <message>
      <source>The majority class is for tables with labels, and this table is for generation. Choose zero-shot.</source>
      <translation>多数类用于带标签的表格，而这个表格用于生成。请选择零样本。</translation>
    </message>
    <message>
      <source>The memory of the graphics card ran out{more}. {LESS_MEMORY} Or train on the processor: device = "cpu".</source>
      <translation>显卡内存用尽{more}。{LESS_MEMORY}或者在处理器上训练：device = "cpu"。</translation>
    </message>
    <message>
      <source>The model could not answer ({name}: {error}). The log has more.</source>
      <translation>模型无法回答（{name}：{error}）。日志中有更多信息。</translation>
    </message>
    <message>
      <source>The more weights are trained, the further steps of one size move the model's answers.</source>
      <translation>训练的权重越多，同样大小的步使模型的回答变动越大。</translation>
    </message>
    <message>
      <source>The numbers of "{column}" are read by the names that the file has for them: {fact}.</source>
      <translation>“{column}”中的数字按文件给出的名称读取：{fact}。</translation>
    </message>
    <message>
      <source>The numbers: {WEIGHTS_FILE} holds more of them than a soft prompt has.</source>
      <translation>数值：{WEIGHTS_FILE} 中的数值多于一个软提示所能有的。</translation>
    </message>
    <message>
      <source>The numbers: {WEIGHTS_FILE} is missing or not whole.</source>
      <translation>数值：{WEIGHTS_FILE} 缺失或不完整。</translation>
    </message>
    <message>
      <source>The process that measured ended unexpectedly. {why}</source>
      <translation>测量进程意外结束。{why}</translation>
    </message>
    <message>
      <source>The project {name} has no run {run_id}. {hint}</source>
      <translation>项目 {name} 没有训练 {run_id}。{hint}</translation>
    </message>
    <message>
      <source>The project's folder {folder} is gone. Is its drive connected?</source>
      <translation>项目的文件夹 {folder} 不见了。它所在的驱动器是否已连接？</translation>
    </message>
    <message>
      <source>The run began on {device} in {precision} and goes on on {device2} in {precision2}. It ends a little otherwise than it would have.</source>
      <translation>此训练开始时在 {device} 上以 {precision} 计算，现在在 {device2} 上以 {precision2} 继续。结果会与原本略有不同。</translation>
    </message>
    <message>
      <source>The run's folder</source>
      <translation>训练的文件夹</translation>
    </message>
    <message>
      <source>The same keys and values in {fact} of the prefix.</source>
      <translation>前缀的{fact}的键和值完全相同。</translation>
    </message>
    <message>
      <source>The same, larger: prompt tuning gains with the base model's size (Lester 2021). For a GPU.</source>
      <translation>同一系列，更大：基座模型越大，提示微调的效果越好（Lester 2021）。需要 GPU。</translation>
    </message>
    <message>
      <source>The smallest decoder here that writes: a step up from the bundled starter, without a GPU.</source>
      <translation>这里最小的能生成文本的解码器：比内置的 starter 更进一步，无需 GPU。</translation>
    </message>
    <message>
      <source>The system killed it, since memory had run out. Close other programs. {LESS_MEMORY}</source>
      <translation>内存已用尽，系统终止了它。请关闭其他程序。{LESS_MEMORY}</translation>
    </message>
    <message>
      <source>The tokenizer names no end-of-text token. Set eos_token in tokenizer_config.json.</source>
      <translation>分词器没有指明文本结束词元。请在 tokenizer_config.json 中设置 eos_token。</translation>
    </message>
    <message>
      <source>The training fell apart. Train with a lower learning rate, or take an earlier checkpoint.</source>
      <translation>训练已崩溃。请用更小的学习率训练，或选用更早的检查点。</translation>
    </message>
    <message>
      <source>The training process cannot be started: {fact}: {fact2}.</source>
      <translation>无法启动训练进程：{fact}：{fact2}。</translation>
    </message>
    <message>
      <source>The training process that waited for a run has ended. Start the run without it.</source>
      <translation>等待中的训练进程已经结束。请不带它开始训练。</translation>
    </message>
    <message>
      <source>The usual encoder for classes and for tags of words, of a size that still trains without a GPU.</source>
      <translation>用于分类和词的标注的常用编码器，大小适中，无需 GPU 仍可训练。</translation>
    </message>
    <message>
      <source>The waiting training process does not listen ({error}). Start the run without it.</source>
      <translation>等待中的训练进程没有响应（{error}）。请不带它开始训练。</translation>
    </message>
    <message>
      <source>The word the model answers for each label; empty: the label itself.</source>
      <translation>每个标签对应的模型回答的词；留空：标签本身。</translation>
    </message>
    <message>
      <source>The words to start from when "Start from" is text.</source>
      <translation>“起点”为文本时，作为起点的词。</translation>
    </message>
    <message>
      <source>The {name} share is {share}; it must be at least 0 and below 1. Choose, for example, 0.1.</source>
      <translation>{name}占比为 {share}；它必须大于等于 0 且小于 1。例如选择 0.1。</translation>
    </message>
    <message>
      <source>There are no labels: two are needed to choose from.</source>
      <translation>没有标签：至少需要两个才能选择。</translation>
    </message>
    <message>
      <source>There are {fact} texts and {fact2} labels. Give each row one of both.</source>
      <translation>有 {fact} 条文本和 {fact2} 个标签。每一行应各有一个。</translation>
    </message>
    <message>
      <source>There are: {fact}.</source>
      <translation>可用的有：{fact}。</translation>
    </message>
    <message>
      <source>There is no base model "{name}".</source>
      <translation>没有基座模型“{name}”。</translation>
    </message>
    <message>
      <source>There is no data set {name} in this project. Import its table again.</source>
      <translation>此项目中没有数据集 {name}。请重新导入它的表格。</translation>
    </message>
    <message>
      <source>There is no encoding named {encoding}. Try utf-8, utf-16, cp1252 or latin-1.</source>
      <translation>没有名为 {encoding} 的编码。请试试 utf-8、utf-16、cp1252 或 latin-1。</translation>
    </message>
    <message>
      <source>There is no file {path}. Check the name and the folder.</source>
      <translation>没有文件 {path}。请检查名称和文件夹。</translation>
    </message>
    <message>
      <source>There is no folder {name}. Check the path of the base model.</source>
      <translation>没有文件夹 {name}。请检查基座模型的路径。</translation>
    </message>
    <message>
      <source>There is no run "{run_id}" in this project. {hint}</source>
      <translation>此项目中没有训练“{run_id}”。{hint}</translation>
    </message>
    <message>
      <source>There is only one label: two are needed to choose from.</source>
      <translation>只有一个标签：至少需要两个才能选择。</translation>
    </message>
    <message>
      <source>These vectors are read inside the layers, where there are no words to be near.</source>
      <translation>这些向量在各层内部被读取，那里没有可以接近的词。</translation>
    </message>
    <message>
      <source>They differ in {fact}, but no two values have a result yet. Wait until they have.</source>
      <translation>它们的 {fact} 不同，但还没有两个取值有结果。请等待结果。</translation>
    </message>
    <message>
      <source>They started from the same word, or the file was put together wrongly, and they did not learn. Train again with a higher learning rate or for longer.</source>
      <translation>它们从同一个词开始，或者文件拼接有误，而且没有学到东西。请用更大的学习率重新训练，或训练更久。</translation>
    </message>
    <message>
      <source>They were never trained. Train again.</source>
      <translation>它们从未训练过。请重新训练。</translation>
    </message>
    <message>
      <source>This</source>
      <translation>此模型</translation>
    </message>
    <message>
      <source>This base model is an encoder ({family}), which writes no text. Choose a decoder, such as Qwen3.</source>
      <translation>这个基座模型是编码器（{family}），不能生成文本。请选择解码器，例如 Qwen3。</translation>
    </message>
    <message>
      <source>This base model's layers have heads of different sizes, so no prefix fits them all. Choose prompt tuning.</source>
      <translation>这个基座模型各层的注意力头大小不同，没有适合所有层的前缀。请选择提示微调。</translation>
    </message>
    <message>
      <source>This is no address of a proxy. Write one such as http://proxy.example:3128.</source>
      <translation>这不是代理的地址。请写成 http://proxy.example:3128 的形式。</translation>
    </message>
    <message>
      <source>This is no token of the hub. They begin with hf_; copy one from huggingface.co/settings/tokens.</source>
      <translation>这不是 Hub 的令牌。令牌以 hf_ 开头；请从 huggingface.co/settings/tokens 复制。</translation>
    </message>
    <message>
      <source>This system has no key ring that can be opened, and a token is kept nowhere else. Unlock it and try again, or sign in on the command line with: hf auth login.</source>
      <translation>此系统没有可以打开的密钥环，而令牌不会保存在其他地方。请解锁密钥环后重试，或在命令行用 hf auth login 登录。</translation>
    </message>
    <message>
      <source>This {family} has no head that guesses words. Choose {remedy}.</source>
      <translation>这个 {family} 没有猜词的头。请选择{remedy}。</translation>
    </message>
    <message>
      <source>This {family} looks pre-trained to fill gaps in text and nothing else, and virtual tokens work badly on such a model (Lester 2021). Choose one that was trained further, such as google/t5-base-lm-adapt or google/flan-t5-base, unless this one was.</source>
      <translation>这个 {family} 看来只做过填空预训练，虚拟词元在这种模型上效果很差（Lester 2021）。除非它经过进一步训练，否则请选择进一步训练过的模型，例如 google/t5-base-lm-adapt 或 google/flan-t5-base。</translation>
    </message>
    <message>
      <source>Threads</source>
      <translation>线程数</translation>
    </message>
    <message>
      <source>To need less memory: lower the batch size or bound the tokens of a batch, switch activation checkpointing on, load the base model in fewer bits, or choose a smaller one.</source>
      <translation>要减少内存占用：减小批次大小或限制每批的词元数，打开激活检查点，以更少的位数加载基座模型，或选择更小的模型。</translation>
    </message>
    <message>
      <source>Tokens a batch</source>
      <translation>每批词元数</translation>
    </message>
    <message>
      <source>Train a prefix for the encoder-decoder here, which gives every layer its own.</source>
      <translation>请在这里为编码器-解码器训练前缀，每一层都有自己的前缀。</translation>
    </message>
    <message>
      <source>Train again with a higher learning rate (0.1 for prompt tuning here), and see that the loss falls.</source>
      <translation>请用更大的学习率重新训练（这里的提示微调为 0.1），并留意损失是否下降。</translation>
    </message>
    <message>
      <source>Train again, or leave them out: with fewer virtual tokens the adapter is as good.</source>
      <translation>请重新训练，或去掉它们：减少虚拟词元后，适配器一样好用。</translation>
    </message>
    <message>
      <source>Training rows in front of each row, the same for all: every class in turn, the shortest of four times as many drawn by the run's seed. As many as fit into half of the base model's context.</source>
      <translation>放在每一行前面的训练行，对所有行都相同：各类别依次轮流，用此次训练的随机种子抽取四倍的行并取最短的。数目以放得进基座模型上下文的一半为限。</translation>
    </message>
    <message>
      <source>Two columns are named {name}; column {fact} is called {new}.</source>
      <translation>有两列名为 {name}；第 {fact} 列被命名为 {new}。</translation>
    </message>
    <message>
      <source>UTF-16 without a byte order mark: every other byte is empty.</source>
      <translation>没有字节顺序标记的 UTF-16：每隔一个字节为空。</translation>
    </message>
    <message>
      <source>UTF-8 text, but {fact} in it are not.</source>
      <translation>UTF-8 文本，但其中有 {fact}不是。</translation>
    </message>
    <message>
      <source>UTF-8 text, but {fact} in it is not.</source>
      <translation>UTF-8 文本，但其中有 {fact}不是。</translation>
    </message>
    <message>
      <source>UTF-8 text.</source>
      <translation>UTF-8 文本。</translation>
    </message>
    <message>
      <source>UTF-8 with a byte order mark.</source>
      <translation>带字节顺序标记的 UTF-8。</translation>
    </message>
    <message>
      <source>Use it with tokenizer.padding_side = "left", or train it here.</source>
      <translation>使用时请设 tokenizer.padding_side = "left"，或在这里训练。</translation>
    </message>
    <message>
      <source>Use only what is on this disk, and never ask the hub.</source>
      <translation>只使用本机磁盘上已有的内容，从不查询 Hub。</translation>
    </message>
    <message>
      <source>Validation ({validation}) and test ({test}) leave no rows for training. Their sum must be below 1.</source>
      <translation>验证（{validation}）和测试（{test}）没有给训练留下行。两者之和必须小于 1。</translation>
    </message>
    <message>
      <source>Validation share</source>
      <translation>验证占比</translation>
    </message>
    <message>
      <source>Virtual tokens</source>
      <translation>虚拟词元</translation>
    </message>
    <message>
      <source>Virtual tokens made by a small network while training, anywhere in the template.</source>
      <translation>训练时由小型网络生成的虚拟词元，可位于模板的任何位置。</translation>
    </message>
    <message>
      <source>Vote: the class that most members choose. Mean: the class with the highest mean probability.</source>
      <translation>投票：多数成员选择的类别。平均：平均概率最高的类别。</translation>
    </message>
    <message>
      <source>Warm-up</source>
      <translation>预热</translation>
    </message>
    <message>
      <source>Weight decay</source>
      <translation>权重衰减</translation>
    </message>
    <message>
      <source>Weight of the examples</source>
      <translation>示例的权重</translation>
    </message>
    <message>
      <source>Weights are trained, and no virtual tokens.</source>
      <translation>训练的是权重，没有虚拟词元。</translation>
    </message>
    <message>
      <source>What P-tuning v2 was published with (Liu 2022): BoolQ 84.0, RTE 86.6. A GPU helps.</source>
      <translation>P-tuning v2 论文所用的模型（Liu 2022）：BoolQ 84.0，RTE 86.6。最好有 GPU。</translation>
    </message>
    <message>
      <source>What being like its teacher counts for beside being right.</source>
      <translation>除答对之外，与教师相似占多少比重。</translation>
    </message>
    <message>
      <source>What does the customer want</source>
      <translation>客户想要什么</translation>
    </message>
    <message>
      <source>What makes the virtual tokens: a bidirectional LSTM with an MLP behind it, or an MLP alone.</source>
      <translation>生成虚拟词元的网络：双向 LSTM 加 MLP，或只有 MLP。</translation>
    </message>
    <message>
      <source>What predicting the examples' own answers counts for beside the row's; 0: nothing.</source>
      <translation>除该行的答案之外，预测示例自身的答案占多少比重；0：不计。</translation>
    </message>
    <message>
      <source>What the examples need; known once they are chosen.</source>
      <translation>由示例决定；选定示例后即可知道。</translation>
    </message>
    <message>
      <source>What the head reads: the first token, the mean of the text's tokens, its last token, or what the base model's own pooler makes of the first. Empty: the mean of an encoder, the last token of a decoder.</source>
      <translation>分类头读取什么：第一个词元、文本各词元的平均、最后一个词元，或基座模型自带的池化层由第一个词元得到的结果。留空：编码器取平均，解码器取最后一个词元。</translation>
    </message>
    <message>
      <source>What this method learned with on the samples.</source>
      <translation>此方法在示例项目上学习时所用的值。</translation>
    </message>
    <message>
      <source>What this method needed on the samples.</source>
      <translation>此方法在示例项目上所需的值。</translation>
    </message>
    <message>
      <source>Where models compute. Automatic: the best.</source>
      <translation>模型在哪里计算。自动：最好的设备。</translation>
    </message>
    <message>
      <source>Where no learning rate is given: 5e-4 for the bundled model, and for one of n times its weights that by the cube root of n squared (8e-5 at 110 million, 5e-6 at 7 billion). A step at one rate moves every weight about equally far, so the more weights there are, the further it moves the model's answers.</source>
      <translation>没有给出学习率时：内置模型为 5e-4；权重为其 n 倍的模型，则除以 n 平方的立方根（1.1 亿参数为 8e-5，70 亿参数为 5e-6）。同一学习率的一步使每个权重移动的距离大致相同，因此权重越多，模型的回答变动越大。</translation>
    </message>
    <message>
      <source>Where texts are cut that are longer than the model reads.</source>
      <translation>文本超过模型可读长度时从何处截断。</translation>
    </message>
    <message>
      <source>Whether the first row names the columns.</source>
      <translation>首行是否为列名。</translation>
    </message>
    <message>
      <source>Which rows are sampled.</source>
      <translation>抽取哪些行。</translation>
    </message>
    <message>
      <source>Write a key of run.toml with its section, {HOW_TO_WRITE}.</source>
      <translation>请写出 run.toml 中的键及其所在的节，{HOW_TO_WRITE}。</translation>
    </message>
    <message>
      <source>Write a list in brackets: […].</source>
      <translation>请填写方括号中的列表：[…]。</translation>
    </message>
    <message>
      <source>Write a list of at least {n}.</source>
      <translation>请填写至少 {n} 项的列表。</translation>
    </message>
    <message>
      <source>Write a list of at most {n}.</source>
      <translation>请填写至多 {n} 项的列表。</translation>
    </message>
    <message>
      <source>Write a number of fewer digits.</source>
      <translation>请输入位数较少的数。</translation>
    </message>
    <message>
      <source>Write a number, such as 0.01 or 1e-2.</source>
      <translation>请输入数字，例如 0.01 或 1e-2。</translation>
    </message>
    <message>
      <source>Write a table of names and values in braces: {{name = value}}.</source>
      <translation>请填写花括号中的名称和值：{{name = value}}。</translation>
    </message>
    <message>
      <source>Write a whole number.</source>
      <translation>请输入整数。</translation>
    </message>
    <message>
      <source>Write at least {n} characters.</source>
      <translation>请至少输入 {n} 个字符。</translation>
    </message>
    <message>
      <source>Write at least {n}.</source>
      <translation>请输入不小于 {n} 的数。</translation>
    </message>
    <message>
      <source>Write at most {n} characters.</source>
      <translation>请至多输入 {n} 个字符。</translation>
    </message>
    <message>
      <source>Write at most {n}.</source>
      <translation>请输入不大于 {n} 的数。</translation>
    </message>
    <message>
      <source>Write its settings in a section of their own, one a line.</source>
      <translation>请把它的设置写在单独的一节里，每行一项。</translation>
    </message>
    <message>
      <source>Write less than {n}.</source>
      <translation>请输入小于 {n} 的数。</translation>
    </message>
    <message>
      <source>Write more than {n}.</source>
      <translation>请输入大于 {n} 的数。</translation>
    </message>
    <message>
      <source>Write one of these: {choices}.</source>
      <translation>请填写其中之一：{choices}。</translation>
    </message>
    <message>
      <source>Write true or false.</source>
      <translation>请填写 true 或 false。</translation>
    </message>
    <message>
      <source>Write words in quotes: "…".</source>
      <translation>请填写带引号的文字："…"。</translation>
    </message>
    <message>
      <source>Zero-shot</source>
      <translation>零样本</translation>
    </message>
    <message>
      <source>[method] name is missing. Write, for example, name = "prompt_tuning".</source>
      <translation>缺少 [method] name。例如写 name = "prompt_tuning"。</translation>
    </message>
    <message>
      <source>[method] name: there is no method "{name}".{hint} There are: {fact}.</source>
      <translation>[method] name：没有方法“{name}”。{hint}可用的方法有：{fact}。</translation>
    </message>
    <message>
      <source>[training] early_stopping: without validation rows nothing says what is better. Set some aside by data.validation, or leave it out.</source>
      <translation>[training] early_stopping：没有验证行，就无从判断哪个更好。请用 data.validation 留出一些行，或去掉此项。</translation>
    </message>
    <message>
      <source>a 7-Zip archive</source>
      <translation>7-Zip 压缩包</translation>
    </message>
    <message>
      <source>a NUL character cannot stand in a table. Take it out.</source>
      <translation>表格中不能有 NUL 字符。请去掉它。</translation>
    </message>
    <message>
      <source>a PDF</source>
      <translation>PDF 文件</translation>
    </message>
    <message>
      <source>a bzip2 archive</source>
      <translation>bzip2 压缩包</translation>
    </message>
    <message>
      <source>a cell of this file cannot hold {fact}, since its cells are not quoted.</source>
      <translation>此文件的单元格中不能有{fact}，因为单元格没有引号包围。</translation>
    </message>
    <message>
      <source>a classification head in the method's settings</source>
      <translation>方法设置中的分类头</translation>
    </message>
    <message>
      <source>a decoder</source>
      <translation>解码器</translation>
    </message>
    <message>
      <source>a gzip archive</source>
      <translation>gzip 压缩包</translation>
    </message>
    <message>
      <source>a hard prompt is text that the base model reads, without weights.</source>
      <translation>硬提示是供基座模型读取的文本，没有权重。</translation>
    </message>
    <message>
      <source>a method with a classification head, such as P-tuning v2</source>
      <translation>带分类头的方法，例如 P-tuning v2</translation>
    </message>
    <message>
      <source>a picture</source>
      <translation>图片</translation>
    </message>
    <message>
      <source>a program from elsewhere</source>
      <translation>来自别处的程序</translation>
    </message>
    <message>
      <source>a version</source>
      <translation>另一个版本</translation>
    </message>
    <message>
      <source>a zip archive</source>
      <translation>zip 压缩包</translation>
    </message>
    <message>
      <source>a zstd archive</source>
      <translation>zstd 压缩包</translation>
    </message>
    <message>
      <source>an Arrow file</source>
      <translation>Arrow 文件</translation>
    </message>
    <message>
      <source>an Excel workbook</source>
      <translation>Excel 工作簿</translation>
    </message>
    <message>
      <source>an LSTM drops between its layers and has one. Give it two, or take it out.</source>
      <translation>LSTM 在层与层之间做 dropout，而这里只有一层。请设为两层，或去掉此项。</translation>
    </message>
    <message>
      <source>an SQLite database</source>
      <translation>SQLite 数据库</translation>
    </message>
    <message>
      <source>an encoder</source>
      <translation>编码器</translation>
    </message>
    <message>
      <source>an encoder-decoder</source>
      <translation>编码器-解码器</translation>
    </message>
    <message>
      <source>an old Excel or Word file</source>
      <translation>旧版 Excel 或 Word 文件</translation>
    </message>
    <message>
      <source>an xz archive</source>
      <translation>xz 压缩包</translation>
    </message>
    <message>
      <source>another model</source>
      <translation>另一个模型</translation>
    </message>
    <message>
      <source>another reading of the table</source>
      <translation>对表格的另一种读法</translation>
    </message>
    <message>
      <source>another table</source>
      <translation>另一个表格</translation>
    </message>
    <message>
      <source>as in method.num_virtual_tokens=1,5,20</source>
      <translation>例如 method.num_virtual_tokens=1,5,20</translation>
    </message>
    <message>
      <source>as long as the table's own answers</source>
      <translation>与表格中的答案一样长</translation>
    </message>
    <message>
      <source>at their longest</source>
      <translation>按最长的长度</translation>
    </message>
    <message>
      <source>behind a prompt PEFT's head reads padding where rows are padded on the right.</source>
      <translation>在提示之后，如果行在右侧填充，PEFT 的分类头读到的是填充。</translation>
    </message>
    <message>
      <source>classes are told by a head, and not by words. Take it out.</source>
      <translation>类别由分类头而不是由词区分。请去掉它。</translation>
    </message>
    <message>
      <source>configuration</source>
      <translation>配置</translation>
    </message>
    <message>
      <source>each of its prompts begins at words of its own, drawn by the seed</source>
      <translation>它的每个提示都从各自的词开始，由随机种子抽取</translation>
    </message>
    <message>
      <source>epsilon_text and epsilon_format are both 0, so nothing could be learned. Raise one.</source>
      <translation>epsilon_text 和 epsilon_format 都是 0，因此什么也学不到。请增大其中一个。</translation>
    </message>
    <message>
      <source>every cell would be empty. Exclude the row instead.</source>
      <translation>所有单元格都会是空的。请改为排除这一行。</translation>
    </message>
    <message>
      <source>examples: row {twice} stands there twice. Choose each row once.</source>
      <translation>examples：第 {twice} 行出现了两次。每行只能选一次。</translation>
    </message>
    <message>
      <source>few bits</source>
      <translation>少位数</translation>
    </message>
    <message>
      <source>has an attention that cannot be reached</source>
      <translation>的注意力无法接入</translation>
    </message>
    <message>
      <source>holds {found} and not of {num_virtual_tokens} virtual tokens</source>
      <translation>含有 {found}，而不是 {num_virtual_tokens} 个虚拟词元的</translation>
    </message>
    <message>
      <source>holds {found} for {fact} classes</source>
      <translation>含有用于 {fact} 个类别的 {found}</translation>
    </message>
    <message>
      <source>holds {found}, which does not fit the rest</source>
      <translation>含有 {found}，与其余部分不符</translation>
    </message>
    <message>
      <source>holds {tasks} tasks and not one with the number {task_number}</source>
      <translation>含有 {tasks} 个任务，但没有编号为 {task_number} 的</translation>
    </message>
    <message>
      <source>in other layers</source>
      <translation>位于其他层</translation>
    </message>
    <message>
      <source>is no folder</source>
      <translation>不是文件夹</translation>
    </message>
    <message>
      <source>it is a base model of its own, which transformers loads without PEFT.</source>
      <translation>它本身就是一个基座模型，transformers 无需 PEFT 即可加载。</translation>
    </message>
    <message>
      <source>it is for label words, and this run has none. Take it out.</source>
      <translation>它用于标签词，而这次训练没有标签词。请去掉它。</translation>
    </message>
    <message>
      <source>it is for stage = "source", and this is the target. Take it out.</source>
      <translation>它用于 stage = "source"，而这里是目标阶段。请去掉它。</translation>
    </message>
    <message>
      <source>it is for texts that are written, and this table is not for generation. Take it out.</source>
      <translation>它用于要写出的文本，而这个表格不用于生成。请去掉它。</translation>
    </message>
    <message>
      <source>it learns nothing</source>
      <translation>它不学习任何东西</translation>
    </message>
    <message>
      <source>it leaves a base model, which is chosen as one on the Model page</source>
      <translation>它得到的是一个基座模型，请在“模型”页面选择它</translation>
    </message>
    <message>
      <source>its delimiter</source>
      <translation>分隔符</translation>
    </message>
    <message>
      <source>its gates begin closed, so nothing of the adapter would be heard</source>
      <translation>它的门控起初是关闭的，因此适配器不会起任何作用</translation>
    </message>
    <message>
      <source>its head always begins at nothing, and it has no virtual tokens</source>
      <translation>它的分类头总是从零开始，而且没有虚拟词元</translation>
    </message>
    <message>
      <source>its keys and values are made anew, from words or at random</source>
      <translation>它的键和值是从词出发或随机重新生成的</translation>
    </message>
    <message>
      <source>its start is not made of vectors that an adapter holds</source>
      <translation>它的起点不是由适配器所含的向量构成的</translation>
    </message>
    <message>
      <source>its tags are a list that is not JSON. Write ["O", "B-PER"], or O B-PER with spaces between.</source>
      <translation>它的标注是列表，但不是 JSON。请写成 ["O", "B-PER"]，或用空格分隔的 O B-PER。</translation>
    </message>
    <message>
      <source>its tokenizer</source>
      <translation>分词器</translation>
    </message>
    <message>
      <source>its tokens are those of its examples, and begin where these stand</source>
      <translation>它的词元就是示例的词元，并从示例所在处开始</translation>
    </message>
    <message>
      <source>its weights</source>
      <translation>权重</translation>
    </message>
    <message>
      <source>its weights are of other sizes than its config.json says</source>
      <translation>权重的大小与其 config.json 所说的不同</translation>
    </message>
    <message>
      <source>label</source>
      <translation>标签</translation>
    </message>
    <message>
      <source>label_words, merge_labels and balance belong to classification; a {task} table has none of them.</source>
      <translation>label_words、merge_labels 和 balance 属于分类；{task} 表格没有这些设置。</translation>
    </message>
    <message>
      <source>label_words: no word for the label "{fact}". Add one; there are words for: {fact2}.</source>
      <translation>label_words：标签“{fact}”没有对应的词。请添加；已有对应词的标签：{fact2}。</translation>
    </message>
    <message>
      <source>lacks {missing}</source>
      <translation>缺少 {missing}</translation>
    </message>
    <message>
      <source>layer {n}</source>
      <translation>第 {n} 层</translation>
    </message>
    <message>
      <source>layers {first} and {n}</source>
      <translation>第 {first} 层和第 {n} 层</translation>
    </message>
    <message>
      <source>layers: {layers} are asked for, and this base model has {there}. Ask for fewer.</source>
      <translation>layers：要求 {layers} 层，而这个基座模型有 {there} 层。请减少层数。</translation>
    </message>
    <message>
      <source>left out: {remark}</source>
      <translation>未包括在内：{remark}</translation>
    </message>
    <message>
      <source>line breaks</source>
      <translation>换行符</translation>
    </message>
    <message>
      <source>made for {fact}</source>
      <translation>用于 {fact}</translation>
    </message>
    <message>
      <source>minimal: quotes may wrap cells; none: a quote is part of the text.</source>
      <translation>minimal：引号可以包围单元格；none：引号是文本的一部分。</translation>
    </message>
    <message>
      <source>more classes than any model has</source>
      <translation>比任何模型都多的类别</translation>
    </message>
    <message>
      <source>more layers than any model has</source>
      <translation>比任何模型都多的层</translation>
    </message>
    <message>
      <source>name a text column, or write a template with columns in braces.</source>
      <translation>请指定文本列，或写一个花括号中带有列名的模板。</translation>
    </message>
    <message>
      <source>name either a label column (classification), a target column (generation) or a tags column (tagging).</source>
      <translation>请指定标签列（分类）、目标列（生成）或标注列（序列标注）之一。</translation>
    </message>
    <message>
      <source>name the text column, too, which the second one goes with.</source>
      <translation>请同时指定与第二个文本列相配的文本列。</translation>
    </message>
    <message>
      <source>name the text column, whose words the tags belong to.</source>
      <translation>请指定标注所对应的词所在的文本列。</translation>
    </message>
    <message>
      <source>no part</source>
      <translation>没有任何部分</translation>
    </message>
    <message>
      <source>no vectors</source>
      <translation>不含向量</translation>
    </message>
    <message>
      <source>nothing tells for sure; if it is data, say so</source>
      <translation>没有确切的依据；如果它是数据，请说明</translation>
    </message>
    <message>
      <source>num_virtual_tokens: {num_virtual_tokens} virtual tokens leave no room in {model}, which reads {context}. Use fewer.</source>
      <translation>num_virtual_tokens：{num_virtual_tokens} 个虚拟词元在 {model} 中没有留下位置，它只能读取 {context} 个。请使用更少的虚拟词元。</translation>
    </message>
    <message>
      <source>numbers of shape {fact}</source>
      <translation>形状为 {fact} 的数</translation>
    </message>
    <message>
      <source>of an unnamed kind</source>
      <translation>类型不明</translation>
    </message>
    <message>
      <source>other adapters</source>
      <translation>其他适配器</translation>
    </message>
    <message>
      <source>pooling = "pooler": this base model ({family}) has no pooler of its own. Choose "mean", "first" or "last".</source>
      <translation>pooling = "pooler"：这个基座模型（{family}）没有自己的池化层。请选择 "mean"、"first" 或 "last"。</translation>
    </message>
    <message>
      <source>pooling = "pooler": {name} has no pooler. Choose "first" or "mean".</source>
      <translation>pooling = "pooler"：{name} 没有池化层。请选择 "first" 或 "mean"。</translation>
    </message>
    <message>
      <source>pooling = "{pooling}": each word of this table has a tag, so the head reads every word and pools nothing. Leave pooling empty.</source>
      <translation>pooling = "{pooling}"：这个表格的每个词都有标注，因此分类头读取每个词，不做池化。请让 pooling 留空。</translation>
    </message>
    <message>
      <source>reads text by more than plain attention</source>
      <translation>不只通过普通的注意力读取文本</translation>
    </message>
    <message>
      <source>row {n}</source>
      <translation>第 {n} 行</translation>
    </message>
    <message>
      <source>rows are chosen in examples, and none are sampled. Take it out, or leave examples empty.</source>
      <translation>已在 examples 中选定行，因此不再抽样。请去掉此项，或让 examples 留空。</translation>
    </message>
    <message>
      <source>rows {first} and {n}</source>
      <translation>第 {first} 行和第 {n} 行</translation>
    </message>
    <message>
      <source>run {run}: {state}</source>
      <translation>训练 {run}：{state}</translation>
    </message>
    <message>
      <source>stage = "source" learns from several tables: name at least one further table in tasks.</source>
      <translation>stage = "source" 从多个表格学习：请在 tasks 中至少指定一张其他表格。</translation>
    </message>
    <message>
      <source>stage = "target" learns from one table: take tasks away, or write stage = "source".</source>
      <translation>stage = "target" 从一个表格学习：请去掉 tasks，或写 stage = "source"。</translation>
    </message>
    <message>
      <source>start = "class_labels" needs classes, and this table is for generation. Choose another start.</source>
      <translation>start = "class_labels" 需要类别，而这个表格用于生成。请选择其他起点。</translation>
    </message>
    <message>
      <source>start = "file" and start_file belong together: name the adapter or .npy file.</source>
      <translation>start = "file" 与 start_file 须同时使用：请指定适配器或 .npy 文件。</translation>
    </message>
    <message>
      <source>start = "text" needs start_text: write the words to start from.</source>
      <translation>start = "text" 需要 start_text：请写出作为起点的词。</translation>
    </message>
    <message>
      <source>start = "{start}" leaves nothing to draw for {num_virtual_tokens} virtual tokens, so that members would be the same. Use more virtual tokens or another start.</source>
      <translation>start = "{start}" 没有为 {num_virtual_tokens} 个虚拟词元留下可抽取的内容，各成员会完全相同。请使用更多虚拟词元，或其他起点。</translation>
    </message>
    <message>
      <source>start_file: {given} cannot be read ({error}). Name an adapter or a .npy file.</source>
      <translation>start_file：{given} 无法读取（{error}）。请指定适配器或 .npy 文件。</translation>
    </message>
    <message>
      <source>start_file: {path} holds {holds}, and this base model reads vectors of [tokens, {hidden_size}]. Choose an adapter of prompt tuning or P-tuning that was trained on it.</source>
      <translation>start_file：{path} 的内容（{holds}）不符，这个基座模型读取 [词元数, {hidden_size}] 的向量。请选择在此模型上训练的提示微调或 P-tuning 适配器。</translation>
    </message>
    <message>
      <source>start_text is used only with start = "text", and start is "{start}".</source>
      <translation>start_text 只用于 start = "text"，而 start 为 "{start}"。</translation>
    </message>
    <message>
      <source>start_text: to this base model it is no token at all. Write words to start from.</source>
      <translation>start_text：对这个基座模型来说，它连一个词元都不是。请写一些作为起点的词。</translation>
    </message>
    <message>
      <source>tag</source>
      <translation>标注</translation>
    </message>
    <message>
      <source>target</source>
      <translation>目标</translation>
    </message>
    <message>
      <source>tasks: "data" is the name of the first table. Name a further one differently.</source>
      <translation>tasks：“data”是第一个表格的名称。请给其他表格另取名称。</translation>
    </message>
    <message>
      <source>tasks: two have the same name. Name each of them differently.</source>
      <translation>tasks：有两个名称相同。请给每个不同的名称。</translation>
    </message>
    <message>
      <source>tells tags of words</source>
      <translation>它为词做标注</translation>
    </message>
    <message>
      <source>test</source>
      <translation>测试</translation>
    </message>
    <message>
      <source>the file is in {encoding}, which has no "{fact}". Write something else, or save the file as UTF-8 and import it again.</source>
      <translation>文件的编码是 {encoding}，其中没有“{fact}”。请写成别的字符，或把文件保存为 UTF-8 再导入。</translation>
    </message>
    <message>
      <source>the first row is like the others</source>
      <translation>第一行与其他行相似</translation>
    </message>
    <message>
      <source>the loss has exploded; it began at {first_loss} and has been more than {EXPLODED} times as high for {IN_A_ROW} steps</source>
      <translation>损失爆炸；开始时为 {first_loss}，已连续 {IN_A_ROW} 步高于其 {EXPLODED} 倍</translation>
    </message>
    <message>
      <source>the loss is no longer a number</source>
      <translation>损失不再是数字</translation>
    </message>
    <message>
      <source>the tag "{tag}" does not stand in the training table. Correct it or take the row out.</source>
      <translation>标注“{tag}”不在训练表格中。请更正，或移除这一行。</translation>
    </message>
    <message>
      <source>the test rows are those of test_file. Take one of them out.</source>
      <translation>测试行来自 test_file。请去掉其中之一。</translation>
    </message>
    <message>
      <source>there are no tags. Fill them in or exclude the row.</source>
      <translation>没有标注。请填写，或排除这一行。</translation>
    </message>
    <message>
      <source>there is no classification head. Set head to true, or take it out.</source>
      <translation>没有分类头。请把 head 设为 true，或去掉此项。</translation>
    </message>
    <message>
      <source>there is no such file or folder</source>
      <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
      <source>there is no such network. Set reparameterization to true, or take it out.</source>
      <translation>没有这样的网络。请把 reparameterization 设为 true，或去掉此项。</translation>
    </message>
    <message>
      <source>tokenizer</source>
      <translation>分词器</translation>
    </message>
    <message>
      <source>training.precision: {title} needs fp32: weights in fewer bits lose small steps. Write "auto".</source>
      <translation>training.precision：{title}需要 fp32：位数更少的权重会丢失小的步。请写 "auto"。</translation>
    </message>
    <message>
      <source>training.quantization: {title} trains the weights, and those in few bits are frozen. Write "none".</source>
      <translation>training.quantization：{title}训练权重，而低位数的权重是冻结的。请写 "none"。</translation>
    </message>
    <message>
      <source>validation</source>
      <translation>验证</translation>
    </message>
    <message>
      <source>validation and test together must leave rows to train on; their sum must be below 1.</source>
      <translation>验证和测试必须给训练留下行；两者之和必须小于 1。</translation>
    </message>
    <message>
      <source>values that are no numbers</source>
      <translation>不是数的值</translation>
    </message>
    <message>
      <source>weights</source>
      <translation>权重</translation>
    </message>
    <message>
      <source>weights of another name</source>
      <translation>其他名称的权重</translation>
    </message>
    <message>
      <source>with a head of {fact}</source>
      <translation>带有形状为 {fact} 的分类头</translation>
    </message>
    <message>
      <source>words with tags stand in one text column, and are cut at its end.</source>
      <translation>带标注的词位于一个文本列中，并在其末尾截断。</translation>
    </message>
    <message>
      <source>writes text</source>
      <translation>它生成文本</translation>
    </message>
    <message>
      <source>{adapter}: does not say which base model it belongs to. Name it.</source>
      <translation>{adapter}：没有说明它属于哪个基座模型。请指明。</translation>
    </message>
    <message>
      <source>{archive}: holds no adapter: neither {CARD_FILE} nor {CONFIG_FILE} is inside.</source>
      <translation>{archive}：其中没有适配器：既没有 {CARD_FILE}，也没有 {CONFIG_FILE}。</translation>
    </message>
    <message>
      <source>{archive}: holds two files of the name {name}. Fetch it again.</source>
      <translation>{archive}：含有两个名为 {name} 的文件。请重新获取。</translation>
    </message>
    <message>
      <source>{archive}: is a KoboldAI soft prompt, which does not say what base model it is for. Import it with softprompt-studio import --model NAME.</source>
      <translation>{archive}：是 KoboldAI 的软提示，其中没有说明用于哪个基座模型。请用 softprompt-studio import --model NAME 导入。</translation>
    </message>
    <message>
      <source>{archive}: is no whole zip archive ({error}). Fetch it again.</source>
      <translation>{archive}：不是完整的 zip 压缩包（{error}）。请重新获取。</translation>
    </message>
    <message>
      <source>{archive}: unpacks to more than 2 GB, which no soft prompt does. Take the folder itself.</source>
      <translation>{archive}：解压后超过 2 GB，软提示不会有这么大。请直接使用文件夹。</translation>
    </message>
    <message>
      <source>{archive}: unpacks to {fact} files of {size} bytes, which is no adapter but made to fill a disk. Ask for another copy.</source>
      <translation>{archive}：解压后有 {fact} 个文件、{size} 字节，这不是适配器，而是用来占满磁盘的。请换一份。</translation>
    </message>
    <message>
      <source>{bad_rows} rows could not be read and were left out; see the Data page.</source>
      <translation>有 {bad_rows} 行无法读取，已略去；请查看“数据”页面。</translation>
    </message>
    <message>
      <source>{count} virtual tokens leave no room for text: the base model reads {context} positions.</source>
      <translation>{count} 个虚拟词元没有给文本留下位置：基座模型只能读取 {context} 个位置。</translation>
    </message>
    <message>
      <source>{count} virtual tokens take more than half of the {context} positions that the base model reads.</source>
      <translation>{count} 个虚拟词元占用了基座模型所能读取的 {context} 个位置的一半以上。</translation>
    </message>
    <message>
      <source>{cut_texts} rows were longer than {longest} tokens with their template and were cut{words}.</source>
      <translation>有 {cut_texts} 行连同模板超过 {longest} 个词元，已被截断{words}。</translation>
    </message>
    <message>
      <source>{delimiter} cannot be a delimiter. Give one character that is no quote and no line break.</source>
      <translation>{delimiter} 不能用作分隔符。请给出一个既不是引号也不是换行符的字符。</translation>
    </message>
    <message>
      <source>{empty_texts} rows have an empty text.</source>
      <translation>有 {empty_texts} 行的文本为空。</translation>
    </message>
    <message>
      <source>{fact} and {fact2}. Give each word one tag, or exclude the row.</source>
      <translation>{fact}和{fact2}。请给每个词一个标注，或排除这一行。</translation>
    </message>
    <message>
      <source>{fact} as one table: {fact2}.</source>
      <translation>{fact}合为一个表格：{fact2}。</translation>
    </message>
    <message>
      <source>{fact} between cells</source>
      <translation>单元格之间是{fact}</translation>
    </message>
    <message>
      <source>{fact} cannot be read. Import the table that lies beside it again.</source>
      <translation>{fact} 无法读取。请重新导入它旁边的表格。</translation>
    </message>
    <message>
      <source>{fact} cannot be read; the first is on line {line}.</source>
      <translation>{fact}无法读取；第一处在第 {line} 行。</translation>
    </message>
    <message>
      <source>{fact} cannot be read; the first is on row {line}.</source>
      <translation>{fact}无法读取；第一处在第 {line} 行。</translation>
    </message>
    <message>
      <source>{fact} could not be asked</source>
      <translation>无法查询 {fact}</translation>
    </message>
    <message>
      <source>{fact} in the first row comes again below it</source>
      <translation>第一行中的 {fact} 在下面再次出现</translation>
    </message>
    <message>
      <source>{fact} instead of {width}: too few.</source>
      <translation>{fact}，而不是 {width} 个：太少。</translation>
    </message>
    <message>
      <source>{fact} instead of {width}: too many.</source>
      <translation>{fact}，而不是 {width} 个：太多。</translation>
    </message>
    <message>
      <source>{fact} is damaged; its name, tags and notes are left out. Mend it or delete it.</source>
      <translation>{fact} 已损坏；其中的名称、标记和备注已略去。请修复或删除它。</translation>
    </message>
    <message>
      <source>{fact} is no model of text. Choose another base model.</source>
      <translation>{fact} 不是文本模型。请选择其他基座模型。</translation>
    </message>
    <message>
      <source>{fact} layers ({first}, ...)</source>
      <translation>{fact} 层（{first}……）</translation>
    </message>
    <message>
      <source>{fact} names no commit or no checksums of {name}, as a hub does. Check its address.</source>
      <translation>{fact} 没有像 Hub 那样给出 {name} 的提交或校验和。请检查其地址。</translation>
    </message>
    <message>
      <source>{fact} numbers wide</source>
      <translation>宽 {fact} 个数</translation>
    </message>
    <message>
      <source>{fact} rows ({first}, ...)</source>
      <translation>{fact} 行（{first}……）</translation>
    </message>
    <message>
      <source>{fact}, as you chose.</source>
      <translation>{fact}（你的选择）。</translation>
    </message>
    <message>
      <source>{fact}: a row has one label, and {column} holds several at once here: {held}. Keep the one that counts, or make a column of yes and no for each label and train a run for each.</source>
      <translation>{fact}：每行只有一个标签，而这里的 {column} 同时有多个：{held}。请保留要用的那个，或为每个标签建一个“是/否”列，并各训练一次。</translation>
    </message>
    <message>
      <source>{fact}: cannot be read ({error}). Copy the adapter again.</source>
      <translation>{fact}：无法读取（{error}）。请重新复制此适配器。</translation>
    </message>
    <message>
      <source>{fact}: holds values that are no numbers. The adapter is damaged.</source>
      <translation>{fact}：其中有不是数的值。适配器已损坏。</translation>
    </message>
    <message>
      <source>{fact}: its {fact2} are missing or whole numbers. Save it as float32.</source>
      <translation>{fact}：其中的 {fact2} 缺失，或者是整数。请保存为 float32。</translation>
    </message>
    <message>
      <source>{fact}: the label "{answer}" does not stand in the training table. Correct it or take the row out.</source>
      <translation>{fact}：标签“{answer}”不在训练表格中。请更正，或移除这一行。</translation>
    </message>
    <message>
      <source>{fact}: the {kind} is empty. Fill it or exclude the row.</source>
      <translation>{fact}：{kind}为空。请填写，或排除这一行。</translation>
    </message>
    <message>
      <source>{fact}: without effect, since {why}</source>
      <translation>{fact}：不起作用，因为{why}</translation>
    </message>
    <message>
      <source>{file}, line {n}</source>
      <translation>{file}，第 {n} 行</translation>
    </message>
    <message>
      <source>{file}, row {n}</source>
      <translation>{file}，第 {n} 行</translation>
    </message>
    <message>
      <source>{file}: cannot be read. Delete it; the other steps stay.</source>
      <translation>{file}：无法读取。请删除它；其他步会保留。</translation>
    </message>
    <message>
      <source>{file}: is a link to a file elsewhere ({fact}). Put the file itself there.</source>
      <translation>{file}：是指向别处文件（{fact}）的链接。请放入文件本身。</translation>
    </message>
    <message>
      <source>{folder} cannot be moved: {why}. Close what has it open, and check that you may write to the project.</source>
      <translation>{folder} 无法移动：{why}。请关闭打开它的程序，并检查你是否有权写入此项目。</translation>
    </message>
    <message>
      <source>{folder} cannot be read. Check that you may open it.</source>
      <translation>{folder} 无法读取。请检查你是否有权打开它。</translation>
    </message>
    <message>
      <source>{folder} could not be deleted. Close what uses the model, or make the folder writable.</source>
      <translation>{folder} 无法删除。请关闭使用此模型的程序，或使文件夹可写。</translation>
    </message>
    <message>
      <source>{folder} has its weights as a pickle ({fact}), which can run code when it is opened. If you trust it, save it anew with transformers: from_pretrained(...).save_pretrained(a new folder) writes safetensors.</source>
      <translation>{folder} 的权重是 pickle（{fact}），打开时可能运行代码。如果信任它，请用 transformers 重新保存：from_pretrained(...).save_pretrained(新文件夹) 会写出 safetensors。</translation>
    </message>
    <message>
      <source>{folder} has no config.json that can be read, so it is no base model.{hint} Choose the folder that holds config.json, the weights and tokenizer.json.</source>
      <translation>{folder} 中没有可以读取的 config.json，因此不是基座模型。{hint}请选择含有 config.json、权重和 tokenizer.json 的文件夹。</translation>
    </message>
    <message>
      <source>{folder} holds a model ({kind}) that is neither a decoder, an encoder nor an encoder-decoder of text. Choose one such as Qwen3, RoBERTa or T5.</source>
      <translation>{folder} 中的模型（{kind}）既不是文本的解码器，也不是编码器或编码器-解码器。请选择 Qwen3、RoBERTa 或 T5 之类的模型。</translation>
    </message>
    <message>
      <source>{folder} holds no adapter: it has neither studio.json nor adapter_config.json that can be read.</source>
      <translation>{folder} 中没有适配器：既没有 studio.json，也没有可以读取的 adapter_config.json。</translation>
    </message>
    <message>
      <source>{folder} holds other files. Choose an empty folder, or a new one.</source>
      <translation>{folder} 中有其他文件。请选择空文件夹，或新的文件夹。</translation>
    </message>
    <message>
      <source>{folder} is a file, not a folder. Choose another place.</source>
      <translation>{folder} 是文件，不是文件夹。请选择其他位置。</translation>
    </message>
    <message>
      <source>{folder} is a project already. Open it, or choose another folder.</source>
      <translation>{folder} 已经是一个项目。请打开它，或选择其他文件夹。</translation>
    </message>
    <message>
      <source>{folder} is no adapter of the project {name}. Choose one from its list.</source>
      <translation>{folder} 不是项目 {name} 的适配器。请从它的列表中选择一个。</translation>
    </message>
    <message>
      <source>{folder} is no project: it has no {PROJECT_FILE}. Open another folder, or make a new project.</source>
      <translation>{folder} 不是项目：其中没有 {PROJECT_FILE}。请打开其他文件夹，或新建项目。</translation>
    </message>
    <message>
      <source>{folder} lacks {lacks}. Copy all files of the model into it.</source>
      <translation>{folder} 缺少{lacks}。请把模型的所有文件复制到其中。</translation>
    </message>
    <message>
      <source>{folder} was made by a newer Softprompt Studio. Update the program to open it.</source>
      <translation>{folder} 是由更新版本的 Softprompt Studio 创建的。请更新程序后再打开。</translation>
    </message>
    <message>
      <source>{folder} was saved by a newer Softprompt Studio. Update the program to go on with this run.</source>
      <translation>{folder} 由更新版本的 Softprompt Studio 保存。请更新程序后继续这次训练。</translation>
    </message>
    <message>
      <source>{folder}: PEFT's prefix of an encoder-decoder stands before its decoder alone, is shared by two layers each, and moves the places of all that is written; a prefix here does none of it. Train one here instead.</source>
      <translation>{folder}：PEFT 的编码器-解码器前缀只位于解码器之前，每两层共用一个，并会移动所写内容的位置；这里的前缀都不是这样。请改为在这里训练。</translation>
    </message>
    <message>
      <source>{folder}: cannot be read. Was it moved or deleted?</source>
      <translation>{folder}：无法读取。它是否已被移动或删除？</translation>
    </message>
    <message>
      <source>{folder}: holds a PEFT adapter of type {kind}; supported are {fact}.</source>
      <translation>{folder}：其中是 {kind} 类型的 PEFT 适配器；支持的类型有 {fact}。</translation>
    </message>
    <message>
      <source>{folder}: is larger than 2 GB, too large for a zip. Export it as a folder.</source>
      <translation>{folder}：超过 2 GB，不能存为 zip。请导出为文件夹。</translation>
    </message>
    <message>
      <source>{folder}: is no adapter; it holds neither {CARD_FILE} nor {CONFIG_FILE}. Choose another folder.</source>
      <translation>{folder}：不是适配器；其中既没有 {CARD_FILE}，也没有 {CONFIG_FILE}。请选择其他文件夹。</translation>
    </message>
    <message>
      <source>{folder}: its adapter_config.json does not say which tokens its examples are ({fact}). Save the adapter again with PEFT.</source>
      <translation>{folder}：其 adapter_config.json 没有说明示例由哪些词元组成（{fact}）。请用 PEFT 重新保存此适配器。</translation>
    </message>
    <message>
      <source>{folder}: its classification head is not one layer named classifier, as BERT has it. Train it here with P-tuning v2 instead.</source>
      <translation>{folder}：它的分类头不是像 BERT 那样名为 classifier 的单独一层。请改为在这里用 P-tuning v2 训练。</translation>
    </message>
    <message>
      <source>{folder}: its weights are {fact}, a pickle, which can run code when opened. Save the adapter again with PEFT's save_pretrained(safe_serialization=True).</source>
      <translation>{folder}：它的权重是 {fact}，即 pickle 文件，打开时可能会执行代码。请用 PEFT 的 save_pretrained(safe_serialization=True) 重新保存此适配器。</translation>
    </message>
    <message>
      <source>{folder}: made for {task} with {kind}; supported are adapters for CAUSAL_LM and SEQ_2_SEQ_LM, and prefixes with a classification head (PREFIX_TUNING, SEQ_CLS or TOKEN_CLS).</source>
      <translation>{folder}：它是用 {kind} 为 {task} 制作的；支持的是用于 CAUSAL_LM 和 SEQ_2_SEQ_LM 的适配器，以及带分类头的前缀（PREFIX_TUNING 加 SEQ_CLS 或 TOKEN_CLS）。</translation>
    </message>
    <message>
      <source>{folder}: nothing can be written there ({fact}). Make room, or set TMPDIR.</source>
      <translation>{folder}：无法写入（{fact}）。请腾出空间，或设置 TMPDIR。</translation>
    </message>
    <message>
      <source>{folder}: the checkpoint cannot be read ({error}). Delete it to go on from the one before.</source>
      <translation>{folder}：检查点无法读取（{error}）。删除它即可从前一个继续。</translation>
    </message>
    <message>
      <source>{folder}: there is no tokenizer.json. Save the model's fast tokenizer there.</source>
      <translation>{folder}：没有 tokenizer.json。请把模型的快速分词器保存到那里。</translation>
    </message>
    <message>
      <source>{folder}: {CONFIG_FILE} names no sensible {length} ({count}).</source>
      <translation>{folder}：{CONFIG_FILE} 中的 {length} 不合理（{count}）。</translation>
    </message>
    <message>
      <source>{folder}: {error}. Copy the adapter again.</source>
      <translation>{folder}：{error}。请重新复制适配器。</translation>
    </message>
    <message>
      <source>{folder}: {name} is missing. The folder was not copied whole.</source>
      <translation>{folder}：缺少 {name}。文件夹没有复制完整。</translation>
    </message>
    <message>
      <source>{folder}: {what}. Choose an adapter's folder, or a zip of one.</source>
      <translation>{folder}：{what}。请选择适配器的文件夹或其 zip 压缩包。</translation>
    </message>
    <message>
      <source>{id} has no files with rows in them. Choose another data set.</source>
      <translation>{id} 没有包含行的文件。请选择其他数据集。</translation>
    </message>
    <message>
      <source>{id} has no table that is read here, only files that end in {fact}. {way_on}.</source>
      <translation>{id} 没有这里能读取的表格，只有以 {fact} 结尾的文件。{way_on}。</translation>
    </message>
    <message>
      <source>{id} makes its rows by a program of its own ({script}), and no program of a data set is run here. {way_on}.</source>
      <translation>{id} 用自己的程序（{script}）生成行，而这里不运行数据集的任何程序。{way_on}。</translation>
    </message>
    <message>
      <source>{lacks} ({why}). Check the connection, or use what is here.</source>
      <translation>{lacks}（{why}）。请检查网络连接，或使用本机已有的内容。</translation>
    </message>
    <message>
      <source>{lacks}: this program stays offline. Use what is here, or go online in Settings or by unsetting HF_HUB_OFFLINE.</source>
      <translation>{lacks}：本程序保持离线。请使用本机已有的内容，或在设置中联网，或取消设置 HF_HUB_OFFLINE。</translation>
    </message>
    <message>
      <source>{lines} passed over.</source>
      <translation>已跳过 {lines}。</translation>
    </message>
    <message>
      <source>{message} The adapter is that of step {fact}, the best before.</source>
      <translation>{message}适配器取自之前最好的第 {fact} 步。</translation>
    </message>
    <message>
      <source>{method}{on}, {test_rows} {split} rows. {fact}</source>
      <translation>{method}{on}，{test_rows} 个 {split} 行。{fact}</translation>
    </message>
    <message>
      <source>{model}: is no model of text. Name the base model that the soft prompt was made for.</source>
      <translation>{model}：不是文本模型。请指明制作此软提示时所用的基座模型。</translation>
    </message>
    <message>
      <source>{named} at revision {revision}</source>
      <translation>{named}（修订版 {revision}）</translation>
    </message>
    <message>
      <source>{name} ({family}) has an attention that nothing can be put into, so no prompt can be trained on it. Choose one such as Qwen3, RoBERTa or T5.</source>
      <translation>{name} ({family}) 的注意力无法放入任何东西，因此不能在它上面训练提示。请选择 Qwen3、RoBERTa 或 T5 之类的模型。</translation>
    </message>
    <message>
      <source>{name} ({kind}) is neither a decoder, an encoder nor an encoder-decoder of text. Choose one such as Qwen3, RoBERTa or T5.</source>
      <translation>{name}（{kind}）既不是文本的解码器，也不是编码器或编码器-解码器。请选择 Qwen3、RoBERTa 或 T5 之类的模型。</translation>
    </message>
    <message>
      <source>{name} asks for consent first, and there is no token of yours. Agree at {page}, make a token at {fact}/settings/tokens, and keep it in Settings or with hf auth login.</source>
      <translation>{name} 需要先取得同意，而你还没有令牌。请在 {page} 上同意，在 {fact}/settings/tokens 创建令牌，并在“设置”中或用 hf auth login 保存它。</translation>
    </message>
    <message>
      <source>{name} asks for consent first, and your token does not have it. Agree at {page} with the account that the token is of (some owners answer by hand), or keep another token in Settings.</source>
      <translation>{name} 需要先取得同意，而你的令牌没有获得同意。请用令牌所属的账户在 {page} 上同意（有些所有者会人工答复），或在“设置”中保存另一个令牌。</translation>
    </message>
    <message>
      <source>{name} at revision {revision}</source>
      <translation>{name}（修订版 {revision}）</translation>
    </message>
    <message>
      <source>{name} cannot be read as Parquet: {fact}. Save it again, or as CSV.</source>
      <translation>{name} 无法作为 Parquet 读取：{fact}。请重新保存，或保存为 CSV。</translation>
    </message>
    <message>
      <source>{name} cannot be read as an Excel workbook. Save it again as .xlsx, or as CSV.</source>
      <translation>{name} 无法作为 Excel 工作簿读取。请重新保存为 .xlsx，或保存为 CSV。</translation>
    </message>
    <message>
      <source>{name} cannot be read as {encoding}. Leave the encoding open, or choose another.</source>
      <translation>{name} 无法以 {encoding} 读取。请不指定编码，或选择其他编码。</translation>
    </message>
    <message>
      <source>{name} cannot be read: {why}. Check that you may open it.</source>
      <translation>{name} 无法读取：{why}。请检查你是否有权打开它。</translation>
    </message>
    <message>
      <source>{name} has GGUF files only, which are for answering with llama.cpp; no gradient passes through them, so no prompt can be trained on it. {whole}.</source>
      <translation>{name} 只有 GGUF 文件，它们用于以 llama.cpp 回答；梯度无法通过它们，因此无法在其上训练提示。{whole}。</translation>
    </message>
    <message>
      <source>{name} has a header and no rows. Choose a file with rows in it, or say that it has no header.</source>
      <translation>{name} 只有表头，没有数据行。请选择有数据行的文件，或说明它没有表头。</translation>
    </message>
    <message>
      <source>{name} has its weights as pickles only, which can run code when they are opened, so they are not fetched. Choose a revision or a copy of it with safetensors.</source>
      <translation>{name} 的权重只有 pickle 格式，打开时可能会执行代码，因此不予获取。请选择含有 safetensors 的修订版或副本。</translation>
    </message>
    <message>
      <source>{name} has labels in "{answers}" that the training rows do not have ({fact}), so it is not the test table.</source>
      <translation>{name} 的“{answers}”中有训练行没有的标签（{fact}），因此不作为测试表格。</translation>
    </message>
    <message>
      <source>{name} has more than {MOST_ROWS} rows, and no sheet of Excel's has. Save it as CSV.</source>
      <translation>{name} 超过 {MOST_ROWS} 行，而 Excel 的工作表没有这么多行。请另存为 CSV。</translation>
    </message>
    <message>
      <source>{name} has no column {fact}, so it is not the test table.</source>
      <translation>{name} 没有列 {fact}，因此不作为测试表格。</translation>
    </message>
    <message>
      <source>{name} has no column {name2}. {hint}</source>
      <translation>{name} 没有列 {name2}。{hint}</translation>
    </message>
    <message>
      <source>{name} has no configuration "{config}". It has: {known}.</source>
      <translation>{name} 没有配置“{config}”。它有：{known}。</translation>
    </message>
    <message>
      <source>{name} has no revision {revision}. Look at the names on {fact}.</source>
      <translation>{name} 没有修订版 {revision}。请在 {fact} 上查看可用的名称。</translation>
    </message>
    <message>
      <source>{name} has no rows, only empty lines. Choose a file with rows in it.</source>
      <translation>{name} 没有数据行，只有空行。请选择有数据行的文件。</translation>
    </message>
    <message>
      <source>{name} has no rows. Choose a file with rows in it.</source>
      <translation>{name} 没有数据行。请选择有数据行的文件。</translation>
    </message>
    <message>
      <source>{name} has no sheet "{wanted}". Its sheets are: {names}.</source>
      <translation>{name} 没有工作表“{wanted}”。它的工作表有：{names}。</translation>
    </message>
    <message>
      <source>{name} has no sheet with cells in it. Choose a file with rows.</source>
      <translation>{name} 中没有含有单元格的工作表。请选择有数据行的文件。</translation>
    </message>
    <message>
      <source>{name} has no split "{split}". It has: {known}.</source>
      <translation>{name} 没有划分“{split}”。它有：{known}。</translation>
    </message>
    <message>
      <source>{name} has no weights in the safetensors format. Choose a model that has.</source>
      <translation>{name} 没有 safetensors 格式的权重。请选择有此格式的模型。</translation>
    </message>
    <message>
      <source>{name} has quantized weights ({how}), and prompts are trained here on whole ones. {whole}: it is quantized while it loads where a run says so ([training] quantization).</source>
      <translation>{name} 的权重已量化（{how}），而这里的提示在完整的权重上训练。{whole}：如果训练设置中有说明（[training] quantization），会在加载时量化。</translation>
    </message>
    <message>
      <source>{name} has rows without an answer in "{answers}", so it is not the test table.</source>
      <translation>{name} 的“{answers}”中有些行没有答案，因此不作为测试表格。</translation>
    </message>
    <message>
      <source>{name} has the columns {fact}, and {first_name} has {fact2}. Give all files of one table the same columns, or import them one by one.</source>
      <translation>{name} 的列是 {fact}，而 {first_name} 的列是 {fact2}。请让同一个表格的所有文件有相同的列，或逐个导入。</translation>
    </message>
    <message>
      <source>{name} has {fact}, but {fact2} are given. Give {width}.</source>
      <translation>{name} 有 {fact}，但给出了 {fact2}。请给出 {width} 个。</translation>
    </message>
    <message>
      <source>{name} has {fact}, but {fact2} is given. Give {width}.</source>
      <translation>{name} 有 {fact}，但只给出了 {fact2}。请给出 {width} 个。</translation>
    </message>
    <message>
      <source>{name} has {fact}, so there is no row {i}. Count rows from 0.</source>
      <translation>{name} 有 {fact}，因此没有第 {i} 行。行从 0 开始计数。</translation>
    </message>
    <message>
      <source>{name} holds only white space. Choose a file with rows in it.</source>
      <translation>{name} 只含空白。请选择有数据行的文件。</translation>
    </message>
    <message>
      <source>{name} holds {rows} rows of {width} columns, more than can be read from a file of this kind. Leave out columns that are not needed, or save it as CSV.</source>
      <translation>{name} 有 {rows} 行、{width} 列，超出了这类文件可读取的范围。请去掉不需要的列，或另存为 CSV。</translation>
    </message>
    <message>
      <source>{name} is "{said}" in the environment. Set it to {fact} or {last}.</source>
      <translation>环境中的 {name} 为“{said}”。请设为 {fact} 或 {last}。</translation>
    </message>
    <message>
      <source>{name} is JSON, but holds no list of objects. Save it as a list with an object for each row, [{{"text": ..., "label": ...}}, ...].</source>
      <translation>{name} 是 JSON，但其中没有对象列表。请保存为每行一个对象的列表，即 [{{"text": ..., "label": ...}}, ...]。</translation>
    </message>
    <message>
      <source>{name} is a binary file, not a text table. {SAVE_AS}</source>
      <translation>{name} 是二进制文件，不是文本表格。{SAVE_AS}</translation>
    </message>
    <message>
      <source>{name} is a folder without a table in it. Choose a file, or a folder of CSV, TSV, JSON, Parquet or Excel files.</source>
      <translation>{name} 是一个没有表格的文件夹。请选择一个文件，或一个含有 CSV、TSV、JSON、Parquet 或 Excel 文件的文件夹。</translation>
    </message>
    <message>
      <source>{name} is a folder, not a table. Choose a file inside it.</source>
      <translation>{name} 是文件夹，不是表格。请选择其中的文件。</translation>
    </message>
    <message>
      <source>{name} is a pickle, which can run code when it is opened.</source>
      <translation>{name} 是 pickle 文件，打开时可能会执行代码。</translation>
    </message>
    <message>
      <source>{name} is a web page, not a table. Download the file itself, not the page that shows it.</source>
      <translation>{name} 是网页，不是表格。请下载文件本身，而不是显示它的网页。</translation>
    </message>
    <message>
      <source>{name} is already being trained by process {pid}.</source>
      <translation>{name} 正由进程 {pid} 训练。</translation>
    </message>
    <message>
      <source>{name} is already being trained by {who}. Wait for it, or stop it first.</source>
      <translation>{name} 已在由 {who} 训练。请等待，或先停止它。</translation>
    </message>
    <message>
      <source>{name} is being downloaded already, here or elsewhere. Wait for it.</source>
      <translation>{name} 已在此处或别处下载中。请等待。</translation>
    </message>
    <message>
      <source>{name} is being fetched already, here or elsewhere. Wait for it.</source>
      <translation>{name} 已在此处或别处获取。请等待其完成。</translation>
    </message>
    <message>
      <source>{name} is empty. Choose a file with rows in it.</source>
      <translation>{name} 是空的。请选择有数据行的文件。</translation>
    </message>
    <message>
      <source>{name} is no file but a device or a pipe, which may never end. Choose a file.</source>
      <translation>{name} 不是文件，而是可能永无止境的设备或管道。请选择文件。</translation>
    </message>
    <message>
      <source>{name} is not in {fact}. Only what was downloaded can be deleted.</source>
      <translation>{name} 不在 {fact} 中。只能删除下载得来的模型。</translation>
    </message>
    <message>
      <source>{name} is {kind}, not a text table. {SAVE_AS}</source>
      <translation>{name} 是{kind}，不是文本表格。{SAVE_AS}</translation>
    </message>
    <message>
      <source>{name} needs {fact} GB more, and the disk of {folder} has {fact2} GB free. {remedy}</source>
      <translation>{name} 还需要 {fact} GB，而 {folder} 所在磁盘只剩 {fact2} GB。{remedy}</translation>
    </message>
    <message>
      <source>{name} nests too deep to be a table. Save a list of objects.</source>
      <translation>{name} 嵌套太深，不能作为表格。请保存为对象列表。</translation>
    </message>
    <message>
      <source>{name} unpacks to {size} bytes from {packed}, which no workbook does but one that is made to fill memory. Ask for its rows as CSV.</source>
      <translation>{name} 从 {packed} 字节解压成 {size} 字节，只有用来占满内存的工作簿才会这样。请索取其 CSV 形式的行。</translation>
    </message>
    <message>
      <source>{name} with a byte order mark.</source>
      <translation>带字节顺序标记的 {name}。</translation>
    </message>
    <message>
      <source>{name}, a new row</source>
      <translation>{name}，新的一行</translation>
    </message>
    <message>
      <source>{name}, line {lineno}: it is not JSON ({msg}). Mend the file, or choose a delimiter if it is another kind of table.</source>
      <translation>{name}，第 {lineno} 行：它不是 JSON（{msg}）。请修正文件；如果它是另一种表格，请选择分隔符。</translation>
    </message>
    <message>
      <source>{name}, probably: {share} of the rows have {fact}. If not, choose another.</source>
      <translation>{name}（可能）：{share} 的行有 {fact}。如果不对，请另选。</translation>
    </message>
    <message>
      <source>{name}, {split} rows</source>
      <translation>{name}，{split}行</translation>
    </message>
    <message>
      <source>{name}: KoboldAI knows decoders alone, and this is for another kind of base model.</source>
      <translation>{name}：KoboldAI 只支持解码器，而它用于另一种基座模型。</translation>
    </message>
    <message>
      <source>{name}: KoboldAI reads at most {KOBOLD_TOKENS} virtual tokens.</source>
      <translation>{name}：KoboldAI 最多读取 {KOBOLD_TOKENS} 个虚拟词元。</translation>
    </message>
    <message>
      <source>{name}: activation checkpointing does not work with {family}, whose prefixes stand in a cache that reading changes. Set [training] checkpoint_activations to false.</source>
      <translation>{name}：激活检查点不能用于 {family}，它的前缀位于读取时会变化的缓存中。请把 [training] checkpoint_activations 设为 false。</translation>
    </message>
    <message>
      <source>{name}: another process took this run just now. Try again.</source>
      <translation>{name}：刚刚有另一个进程接手了此次训练。请重试。</translation>
    </message>
    <message>
      <source>{name}: cannot be loaded ({fact}).</source>
      <translation>{name}：无法加载（{fact}）。</translation>
    </message>
    <message>
      <source>{name}: cannot be loaded ({why}).</source>
      <translation>{name}：无法加载（{why}）。</translation>
    </message>
    <message>
      <source>{name}: cannot be written as prompt tuning. {reason}</source>
      <translation>{name}：无法写成提示微调的格式。{reason}</translation>
    </message>
    <message>
      <source>{name}: cannot be written so. {reason} Export it as a folder or a zip of ours.</source>
      <translation>{name}：无法这样写入。{reason}请导出为文件夹或本程序的 zip。</translation>
    </message>
    <message>
      <source>{name}: every row has {fact}.</source>
      <translation>{name}：每行有 {fact}。</translation>
    </message>
    <message>
      <source>{name}: every row is excluded, and none is left to look at. Take some back in.</source>
      <translation>{name}：所有行都已排除，没有可以查看的行。请重新加入一些。</translation>
    </message>
    <message>
      <source>{name}: every row is excluded, and none is left to train on. Take some back in.</source>
      <translation>{name}：所有行都已排除，没有可以训练的行。请重新加入一些。</translation>
    </message>
    <message>
      <source>{name}: every row would be taken out, and none is left. Keep some of them.</source>
      <translation>{name}：所有行都会被移除，一行不剩。请保留一些。</translation>
    </message>
    <message>
      <source>{name}: has no column "{column}" to compare answers with. It has: {fact}.</source>
      <translation>{name}：没有可与答案比较的列“{column}”。它的列有：{fact}。</translation>
    </message>
    <message>
      <source>{name}: has no head that says words, so label words cannot be scored. Choose a method with a classification head, such as P-tuning v2.</source>
      <translation>{name}：没有说出词的头，因此无法为标签词评分。请选择带分类头的方法，例如 P-tuning v2。</translation>
    </message>
    <message>
      <source>{name}: has no soft prompt to explain. Choose an adapter with virtual tokens.</source>
      <translation>{name}：没有可以解释的软提示。请选择带虚拟词元的适配器。</translation>
    </message>
    <message>
      <source>{name}: has no virtual tokens to leave out. Choose another adapter.</source>
      <translation>{name}：没有可以去除的虚拟词元。请选择其他适配器。</translation>
    </message>
    <message>
      <source>{name}: is a base model of its own, trained whole, and cannot stand on {name2}. Open {fact} as the base model.</source>
      <translation>{name}：它本身是一个整体训练过的基座模型，不能用在 {name2} 上。请把 {fact} 作为基座模型打开。</translation>
    </message>
    <message>
      <source>{name}: is made by {title} and {name2} by {title2}; what they learned stands in different places. Choose one of the same kind.</source>
      <translation>{name}：由{title}制作，而 {name2} 由{title2}制作；它们学到的东西位于不同的位置。请选择同一种。</translation>
    </message>
    <message>
      <source>{name}: is not written, since there is nothing that could answer.</source>
      <translation>{name}：没有写入，因为没有可以回答的对象。</translation>
    </message>
    <message>
      <source>{name}: is of no run here, so its rows are not known. Choose a table.</source>
      <translation>{name}：它不属于这里的任何一次训练，因此不知道它的行。请选择一个表格。</translation>
    </message>
    <message>
      <source>{name}: its config.json asks for {asked} weights and {fact} GB beside them, and its files hold {stored} weights. They do not belong together; copy the model again.</source>
      <translation>{name}：其 config.json 要求 {asked} 个权重和另外 {fact} GB，而文件中有 {stored} 个权重。两者不相配；请重新复制模型。</translation>
    </message>
    <message>
      <source>{name}: its config.json asks for {wrong} ({key} = {fact}). Choose another model, or mend the file.</source>
      <translation>{name}：其 config.json 要求{wrong}（{key} = {fact}）。请选择其他模型，或修正该文件。</translation>
    </message>
    <message>
      <source>{name}: its config.json cannot be used ({fact}).</source>
      <translation>{name}：其 config.json 无法使用（{fact}）。</translation>
    </message>
    <message>
      <source>{name}: its prompt is {found} and {name2} takes another. It was made for {fact}; open it with that base model.</source>
      <translation>{name}：它的提示{found}，而 {name2} 需要的不同。它是为 {fact} 制作的；请用那个基座模型打开。</translation>
    </message>
    <message>
      <source>{name}: its template reads {fact}; one text does not fill them.</source>
      <translation>{name}：它的模板读取 {fact}；一条文本填不满它们。</translation>
    </message>
    <message>
      <source>{name}: its weights are not opened: {error}. A pickle among them could run code. Choose a copy of the model with safetensors.</source>
      <translation>{name}：其权重不会被打开：{error}。其中的 pickle 可能运行代码。请选择带有 safetensors 的模型副本。</translation>
    </message>
    <message>
      <source>{name}: its weights are quantized already, and whole ones are needed here: they can be quantized as they load. Choose the model that it was made from.</source>
      <translation>{name}：它的权重已经量化，而这里需要完整的权重：它们可以在加载时量化。请选择它所源自的模型。</translation>
    </message>
    <message>
      <source>{name}: not even one row fits into {budget} tokens as an example. Use a base model that reads more, or a shorter template.</source>
      <translation>{name}：{budget} 个词元连一行示例都放不下。请使用上下文更长的基座模型，或更短的模板。</translation>
    </message>
    <message>
      <source>{name}: not valid TOML: {error}.</source>
      <translation>{name}：不是有效的 TOML：{error}。</translation>
    </message>
    <message>
      <source>{name}: process {pid} trains it and cannot be stopped. End it in the system's monitor.</source>
      <translation>{name}：进程 {pid} 正在训练它，且无法停止。请在系统监视器中结束该进程。</translation>
    </message>
    <message>
      <source>{name}: reaches another number of layers than {name2}. Choose another.</source>
      <translation>{name}：到达的层数与 {name2} 不同。请另选一个。</translation>
    </message>
    <message>
      <source>{name}: reads the column "{name2}", which was not given.</source>
      <translation>{name}：需要读取列“{name2}”，但没有给出。</translation>
    </message>
    <message>
      <source>{name}: row {row} is not among the training rows, so it cannot be shown as an example. Choose others, such as {fact}.</source>
      <translation>{name}：第 {row} 行不在训练行中，因此不能作为示例展示。请选择其他行，例如 {fact}。</translation>
    </message>
    <message>
      <source>{name}: step {step} is no longer kept. Open the adapter again.</source>
      <translation>{name}：第 {step} 步已不再保留。请重新打开此适配器。</translation>
    </message>
    <message>
      <source>{name}: the base model {name2} is not the one that this run has learned on so far (its {what} changed). Bring that one back, or start a new run on this one.</source>
      <translation>{name}：基座模型 {name2} 已不是此训练迄今所用的模型（其{what}已更改）。请恢复原来的模型，或在现在的模型上开始新的训练。</translation>
    </message>
    <message>
      <source>{name}: the chosen examples are {needed} tokens long and there is room for {budget}. Choose fewer or shorter rows.</source>
      <translation>{name}：所选示例共 {needed} 个词元，而只有 {budget} 个词元的位置。请选择更少或更短的行。</translation>
    </message>
    <message>
      <source>{name}: the run set no rows aside for {split}. Choose another split or a table.</source>
      <translation>{name}：这次训练没有为{split}留出行。请选择其他划分或一个表格。</translation>
    </message>
    <message>
      <source>{name}: the table {name2} is not the one that this run has learned from so far (its file changed). Bring that one back, or start a new run with this one.</source>
      <translation>{name}：表格 {name2} 已不是此训练迄今所学的表格（其文件已更改）。请恢复原来的表格，或用现在的表格开始新的训练。</translation>
    </message>
    <message>
      <source>{name}: was trained on {named}, and the weights in {folder} are others, on which it means nothing. Download that base model, or name one with --model to use it all the same.</source>
      <translation>{name}：是在 {named} 上训练的，而 {folder} 中的权重不同，它在其上没有意义。请下载那个基座模型；如果仍要使用，请用 --model 指明一个。</translation>
    </message>
    <message>
      <source>{name}: with these changes its file would be read in another way. Choose its delimiter, quoting and header under How the file was read, and save again.</source>
      <translation>{name}：这样修改后，文件会以另一种方式被读取。请在“文件读取方式”中选择分隔符、引号和表头，然后重新保存。</translation>
    </message>
    <message>
      <source>{name}: {ADAPTER} lies beside the model, and where PEFT is installed its adapter would be put into it. Take the adapter's files out of the folder.</source>
      <translation>{name}：模型旁边有 {ADAPTER}，装有 PEFT 时其适配器会被加入模型。请把适配器的文件移出该文件夹。</translation>
    </message>
    <message>
      <source>{name}: {error} Mend that, or take one of them out.</source>
      <translation>{name}：{error}请修正，或去掉其中一个。</translation>
    </message>
    <message>
      <source>{name}: {family} {why}, so nothing can be put into it. Choose a model of another family, such as Llama, Qwen3, GPT-2, RoBERTa or T5.</source>
      <translation>{name}：{family} {why}，因此无法在其中放入任何东西。请选择其他系列的模型，例如 Llama、Qwen3、GPT-2、RoBERTa 或 T5。</translation>
    </message>
    <message>
      <source>{name}: {file} is no whole safetensors file. Copy or download the model again.</source>
      <translation>{name}：{file} 不是完整的 safetensors 文件。请重新复制或下载模型。</translation>
    </message>
    <message>
      <source>{name}: {model_type} is neither a decoder, an encoder nor an encoder-decoder of text. Choose a model such as Qwen3, RoBERTa or T5.</source>
      <translation>{name}：{model_type} 既不是文本的解码器，也不是编码器或编码器-解码器。请选择 Qwen3、RoBERTa 或 T5 之类的模型。</translation>
    </message>
    <message>
      <source>{name}: {name2} reads other rows of it than the adapters beside it. Let each of them answer alone.</source>
      <translation>{name}：{name2} 读取的行与旁边的适配器不同。请让它们各自单独回答。</translation>
    </message>
    <message>
      <source>{name}: {path} came otherwise than the hub describes it (another checksum), and was thrown away. Download again; where it happens again, something between here and the hub changes files.</source>
      <translation>{name}：{path} 与 Hub 的描述不符（校验和不同），已丢弃。请重新下载；如果再次发生，说明你与 Hub 之间有东西更改了文件。</translation>
    </message>
    <message>
      <source>{name}: {share} of the rows have {fact}.</source>
      <translation>{name}：{share} 的行有 {fact}。</translation>
    </message>
    <message>
      <source>{name}: {what} and has no labels to choose from.</source>
      <translation>{name}：{what}，没有可供选择的标签。</translation>
    </message>
    <message>
      <source>{name}: {what} and has no labels to choose from. Choose another adapter.</source>
      <translation>{name}：{what}，没有可供选择的标签。请选择其他适配器。</translation>
    </message>
    <message>
      <source>{n} blank line</source>
      <translation>{n} 个空行</translation>
    </message>
    <message>
      <source>{n} blank lines</source>
      <translation>{n} 个空行</translation>
    </message>
    <message>
      <source>{n} blank row</source>
      <translation>{n} 个空行</translation>
    </message>
    <message>
      <source>{n} blank rows</source>
      <translation>{n} 个空行</translation>
    </message>
    <message>
      <source>{n} byte</source>
      <translation>{n} 个字节</translation>
    </message>
    <message>
      <source>{n} byte is not {encoding}.</source>
      <translation>{n} 个字节不是 {encoding}。</translation>
    </message>
    <message>
      <source>{n} bytes</source>
      <translation>{n} 个字节</translation>
    </message>
    <message>
      <source>{n} bytes are not {encoding}.</source>
      <translation>{n} 个字节不是 {encoding}。</translation>
    </message>
    <message>
      <source>{n} cell</source>
      <translation>{n} 个单元格</translation>
    </message>
    <message>
      <source>{n} cells</source>
      <translation>{n} 个单元格</translation>
    </message>
    <message>
      <source>{n} column</source>
      <translation>{n} 列</translation>
    </message>
    <message>
      <source>{n} columns</source>
      <translation>{n} 列</translation>
    </message>
    <message>
      <source>{n} file</source>
      <translation>{n} 个文件</translation>
    </message>
    <message>
      <source>{n} files</source>
      <translation>{n} 个文件</translation>
    </message>
    <message>
      <source>{n} name</source>
      <translation>{n} 个名称</translation>
    </message>
    <message>
      <source>{n} names</source>
      <translation>{n} 个名称</translation>
    </message>
    <message>
      <source>{n} row</source>
      <translation>{n} 行</translation>
    </message>
    <message>
      <source>{n} rows</source>
      <translation>{n} 行</translation>
    </message>
    <message>
      <source>{n} tag</source>
      <translation>{n} 个标注</translation>
    </message>
    <message>
      <source>{n} tags</source>
      <translation>{n} 个标注</translation>
    </message>
    <message>
      <source>{n} word</source>
      <translation>{n} 个词</translation>
    </message>
    <message>
      <source>{n} words</source>
      <translation>{n} 个词</translation>
    </message>
    <message>
      <source>{out} is being written by another program. Wait for it, or choose another name.</source>
      <translation>另一个程序正在写入 {out}。请等待，或选择另一个名称。</translation>
    </message>
    <message>
      <source>{out}: cannot be written ({strerror}). Choose another place.</source>
      <translation>{out}：无法写入（{strerror}）。请选择其他位置。</translation>
    </message>
    <message>
      <source>{out}: is a folder. Name the file to write in it.</source>
      <translation>{out}：是文件夹。请写出其中要写入的文件名。</translation>
    </message>
    <message>
      <source>{out}: is the table itself, which would be gone. Choose another name.</source>
      <translation>{out}：就是这个表格本身，写入后它就没有了。请换一个名称。</translation>
    </message>
    <message>
      <source>{part}: belongs to {fact}, so every row is answered anew.</source>
      <translation>{part}：属于{fact}，因此所有行将重新回答。</translation>
    </message>
    <message>
      <source>{part}: is shorter than it was, so every row is answered anew.</source>
      <translation>{part}：比原来短，因此所有行将重新回答。</translation>
    </message>
    <message>
      <source>{part}: nothing says what it holds, so every row is answered anew.</source>
      <translation>{part}：没有说明其中的内容，因此所有行将重新回答。</translation>
    </message>
    <message>
      <source>{part}: {rows} rows are answered already; going on behind them.</source>
      <translation>{part}：已回答 {rows} 行；从其后继续。</translation>
    </message>
    <message>
      <source>{path} cannot be read ({error}). Mend it or its permissions.</source>
      <translation>{path} 无法读取（{error}）。请修复它或它的权限。</translation>
    </message>
    <message>
      <source>{path} cannot be read or written ({words}). Check that its disk is there and has room.</source>
      <translation>无法读写 {path}（{words}）。请检查磁盘是否存在，以及是否有空间。</translation>
    </message>
    <message>
      <source>{path} cannot be read, so the corrections in it are not known. Mend or remove it.</source>
      <translation>{path} 无法读取，因此不知道其中的更正。请修复或移除它。</translation>
    </message>
    <message>
      <source>{path} cannot be read. Check that you may open it.</source>
      <translation>{path} 无法读取。请检查你是否有权打开它。</translation>
    </message>
    <message>
      <source>{path} cannot be written: its drive does not answer ({why}). Check that it is connected, then try again; what was written before is as it was.</source>
      <translation>无法写入 {path}：它的驱动器没有响应（{why}）。请检查是否已连接，然后重试；此前写入的内容保持不变。</translation>
    </message>
    <message>
      <source>{path} cannot be written: its folder is gone, or its drive ({why}). Bring it back, then try again; what was written before is as it was.</source>
      <translation>无法写入 {path}：它的文件夹或驱动器已不在（{why}）。请恢复后重试；此前写入的内容保持不变。</translation>
    </message>
    <message>
      <source>{path} cannot be written: its folder is read-only for you. Change its permissions, or choose another folder.</source>
      <translation>无法写入 {path}：你对其所在文件夹只有读取权限。请更改权限，或选择其他文件夹。</translation>
    </message>
    <message>
      <source>{path} cannot be written: the disk is full. Make room on it, then try again.</source>
      <translation>无法写入 {path}：磁盘已满。请腾出空间后重试。</translation>
    </message>
    <message>
      <source>{path} cannot be written: the project's folder is read-only for you, or gone. Change its permissions, or copy the project to another folder.</source>
      <translation>无法写入 {path}：你对项目文件夹只有读取权限，或者它已不存在。请更改权限，或把项目复制到其他文件夹。</translation>
    </message>
    <message>
      <source>{path} cannot be written: {why}. Check that its disk is there and that you may write to it.</source>
      <translation>无法写入 {path}：{why}。请检查磁盘是否存在，以及你是否有权写入。</translation>
    </message>
    <message>
      <source>{path} is a link, and no other file is written. Put the file itself there.</source>
      <translation>{path} 是一个链接，不会写入其他文件。请放入文件本身。</translation>
    </message>
    <message>
      <source>{path} is damaged. {fact}</source>
      <translation>{path} 已损坏。{fact}</translation>
    </message>
    <message>
      <source>{path} is locked by another program. Close it and try again. If none has it open: {fact}</source>
      <translation>{path} 被另一个程序锁定。请关闭该程序后重试。如果没有程序打开它：{fact}</translation>
    </message>
    <message>
      <source>{path} is no table of this project. Import it on the Data page.</source>
      <translation>{path} 不是此项目的表格。请在“数据”页面导入它。</translation>
    </message>
    <message>
      <source>{path} is not as it was imported. Import it again, or bring back what was there.</source>
      <translation>{path} 与导入时不同。请重新导入，或恢复原来的文件。</translation>
    </message>
    <message>
      <source>{path}: KoboldAI's soft prompts have at most {KOBOLD_TOKENS} virtual tokens.</source>
      <translation>{path}：KoboldAI 的软提示最多有 {KOBOLD_TOKENS} 个虚拟词元。</translation>
    </message>
    <message>
      <source>{path}: cannot be read ({error}). Copy the adapter again.</source>
      <translation>{path}：无法读取（{error}）。请重新复制此适配器。</translation>
    </message>
    <message>
      <source>{path}: cannot be read ({error}). Fetch it again.</source>
      <translation>{path}：无法读取（{error}）。请重新获取。</translation>
    </message>
    <message>
      <source>{path}: cannot be read ({strerror}). Check the path.</source>
      <translation>{path}：无法读取（{strerror}）。请检查路径。</translation>
    </message>
    <message>
      <source>{path}: does not say which base model its vectors are for. Name it with --model.</source>
      <translation>{path}：没有说明其向量用于哪个基座模型。请用 --model 指明。</translation>
    </message>
    <message>
      <source>{path}: holds an array of {shape}, and a soft prompt is [virtual tokens, hidden size].</source>
      <translation>{path}：其中的数组形状为 {shape}，而软提示应为 [虚拟词元数, 隐藏层大小]。</translation>
    </message>
    <message>
      <source>{path}: holds no array of numpy's. Save the soft prompt again with numpy.save.</source>
      <translation>{path}：其中没有 numpy 数组。请用 numpy.save 重新保存此软提示。</translation>
    </message>
    <message>
      <source>{path}: holds no settings. Copy the adapter again.</source>
      <translation>{path}：其中没有设置。请重新复制此适配器。</translation>
    </message>
    <message>
      <source>{path}: holds no tokenizer ({error}). Fetch the model again.</source>
      <translation>{path}：不含分词器（{error}）。请重新获取模型。</translation>
    </message>
    <message>
      <source>{path}: holds values that are no numbers. The soft prompt is damaged.</source>
      <translation>{path}：其中有不是数的值。软提示已损坏。</translation>
    </message>
    <message>
      <source>{path}: holds {kind} and no plain numbers; an array of objects is a pickle, which can run code. Save the soft prompt as float32.</source>
      <translation>{path}：其中是 {kind}，而不是普通的数；对象数组是 pickle，可能会执行代码。请把软提示保存为 float32。</translation>
    </message>
    <message>
      <source>{path}: its array is not as long as its header says. The file is damaged; fetch it again.</source>
      <translation>{path}：其数组长度与文件头所述不符。文件已损坏，请重新获取。</translation>
    </message>
    <message>
      <source>{path}: its array's header makes no sense. Fetch it again.</source>
      <translation>{path}：其数组的文件头不合理。请重新获取。</translation>
    </message>
    <message>
      <source>{path}: its vectors are {fact} numbers wide, and the words of {model} are {width}. Name the base model that it was made for.</source>
      <translation>{path}：其向量宽 {fact} 个数，而 {model} 的词向量宽 {width}。请指明它所用的基座模型。</translation>
    </message>
    <message>
      <source>{path}: its vectors are {width} numbers wide, and no base model here has words of that width. Fetch or add the base model that it was made for, then import it again.</source>
      <translation>{path}：其向量宽 {width} 个数，而这里没有词向量为此宽度的基座模型。请获取或添加它所用的基座模型，然后重新导入。</translation>
    </message>
    <message>
      <source>{path}: its {META} cannot be read. Fetch it again.</source>
      <translation>{path}：其中的 {META} 无法读取。请重新获取。</translation>
    </message>
    <message>
      <source>{path}: not valid JSON. Fetch the model again.</source>
      <translation>{path}：不是有效的 JSON。请重新获取此模型。</translation>
    </message>
    <message>
      <source>{path}: says itself which base model it is for. Leave --model away.</source>
      <translation>{path}：其中已说明用于哪个基座模型。请去掉 --model。</translation>
    </message>
    <message>
      <source>{reason} This adapter of PEFT's cannot be read on {name}.</source>
      <translation>{reason}因此无法在 {name} 上读取这个 PEFT 适配器。</translation>
    </message>
    <message>
      <source>{rows} rows are few: so often, they make {LEAST_STEPS} steps.</source>
      <translation>{rows} 行较少：重复这么多遍，共 {LEAST_STEPS} 步。</translation>
    </message>
    <message>
      <source>{run_dir}: cannot be written: {fact}. Check that the folder is there and yours.</source>
      <translation>{run_dir}：无法写入：{fact}。请检查该文件夹是否存在并属于你。</translation>
    </message>
    <message>
      <source>{shown_examples} of {asked} examples fit into half of {longest} tokens; the other half is the row's own.</source>
      <translation>{asked} 个示例中有 {shown_examples} 个放得进 {longest} 个词元的一半；另一半留给该行自身。</translation>
    </message>
    <message>
      <source>{shown} was made by a newer Softprompt Studio. Update the program to open it.</source>
      <translation>{shown} 是由更新版本的 Softprompt Studio 创建的。请更新程序后再打开。</translation>
    </message>
    <message>
      <source>{some} and {more} more</source>
      <translation>{some} 以及另外 {more} 个</translation>
    </message>
    <message>
      <source>{this} is no model of text. Choose a decoder, an encoder or an encoder-decoder.</source>
      <translation>{this} 不是文本模型。请选择解码器、编码器或编码器-解码器。</translation>
    </message>
    <message>
      <source>{title} answers in words, and tags are told apart by a head. Choose {remedy}.</source>
      <translation>{title}用词回答，而标注由分类头区分。请选择{remedy}。</translation>
    </message>
    <message>
      <source>{title} asks the base model for a word, and this {family} has no head that guesses words. Choose another base model.</source>
      <translation>{title}向基座模型询问一个词，而这个 {family} 没有猜词的头。请选择其他基座模型。</translation>
    </message>
    <message>
      <source>{title} cannot begin at an adapter: {not_from_adapter}. Train anew on the new version instead.</source>
      <translation>{title}不能从适配器开始：{not_from_adapter}。请改为用新版本重新训练。</translation>
    </message>
    <message>
      <source>{title} cannot reach the attention of {family}. Choose prompt tuning or prefix tuning, or a base model of another family, such as Llama, Qwen3, Gemma or GPT-2.</source>
      <translation>{title}无法接入 {family} 的注意力。请选择提示微调或前缀微调，或其他系列的基座模型，例如 Llama、Qwen3、Gemma 或 GPT-2。</translation>
    </message>
    <message>
      <source>{title} is to stand in {layers} layers, and this base model has {there}. Ask for fewer.</source>
      <translation>{title}要求 {layers} 层，而这个基座模型有 {there} 层。请减少层数。</translation>
    </message>
    <message>
      <source>{title} needs {first} as its base model, and this is {here} ({family}).</source>
      <translation>{title}需要以{first}作为基座模型，而这是{here}（{family}）。</translation>
    </message>
    <message>
      <source>{title} needs {first} or {fact} as its base model, and this is {here} ({family}).</source>
      <translation>{title}需要以{first}或{fact}作为基座模型，而这是{here}（{family}）。</translation>
    </message>
    <message>
      <source>{title} over several tables trains in two stages, each with its own rate. Find the rate for one table with prompt tuning, and take it for both.</source>
      <translation>多个表格的{title}分两个阶段训练，各有自己的学习率。请用提示微调为一个表格寻找学习率，并用于两个阶段。</translation>
    </message>
    <message>
      <source>{title} tells classes apart by a head, and this table is for generation.</source>
      <translation>{title}用分类头区分类别，而这个表格用于生成。</translation>
    </message>
    <message>
      <source>{title} trains nothing, so there is no learning rate to find. Choose another method.</source>
      <translation>{title}不训练任何东西，因此没有学习率可找。请选择其他方法。</translation>
    </message>
    <message>
      <source>{title} {fact} is left out: {remark}</source>
      <translation>{title} {fact} 未包括在内：{remark}</translation>
    </message>
    <message>
      <source>{title}: members vote on classes, and this table is for generation. Choose prompt tuning.</source>
      <translation>{title}：成员对类别投票，而这个表格用于生成。请选择提示微调。</translation>
    </message>
    <message>
      <source>{title}: the memory of a run that trains nothing, or on several tables, is not reckoned on paper. Estimate it by a rehearsal, without --on-paper.</source>
      <translation>{title}：不训练任何东西或使用多个表格时，其内存无法在纸面上估算。请去掉 --on-paper，用试运行来估算。</translation>
    </message>
    <message>
      <source>{to}: a KoboldAI soft prompt's file ends in .zip. Choose another name.</source>
      <translation>{to}：KoboldAI 软提示的文件名以 .zip 结尾。请换一个名称。</translation>
    </message>
    <message>
      <source>{to}: an array's file ends in .npy. Choose another name.</source>
      <translation>{to}：数组的文件名以 .npy 结尾。请换一个名称。</translation>
    </message>
    <message>
      <source>{to}: cannot be written ({strerror}). Choose another place.</source>
      <translation>{to}：无法写入（{strerror}）。请选择其他位置。</translation>
    </message>
    <message>
      <source>{to}: exists already. Choose another name.</source>
      <translation>{to}：已经存在。请换一个名称。</translation>
    </message>
    <message>
      <source>{weights}: is no whole safetensors file. The file is damaged; copy the adapter again.</source>
      <translation>{weights}：不是完整的 safetensors 文件。文件已损坏，请重新复制此适配器。</translation>
    </message>
    <message>
      <source>{weights}: {wrong}. The file does not belong to this adapter.</source>
      <translation>{weights}：{wrong}。此文件不属于这个适配器。</translation>
    </message>
    <message>
      <source>{what} could not be fetched from {fact}</source>
      <translation>无法从 {fact} 获取 {what}</translation>
    </message>
    <message>
      <source>{what} could not be stored in {filename} ({fact}). Make room there, or make it writable.</source>
      <translation>{what} 无法存入 {filename}（{fact}）。请在那里腾出空间，或使其可写。</translation>
    </message>
    <message>
      <source>{what} does not work on "{type}". Ask for "none", or for the device "cpu".</source>
      <translation>{what} 不能用于 "{type}"。请改用 "none"，或使用设备 "cpu"。</translation>
    </message>
    <message>
      <source>{what} is not on this disk</source>
      <translation>{what} 不在本机磁盘上</translation>
    </message>
    <message>
      <source>{what} is not on this disk. Download it first: on the Model page, or by softprompt-studio models download.</source>
      <translation>本机磁盘上没有 {what}。请先下载：在“模型”页上，或用 softprompt-studio models download。</translation>
    </message>
    <message>
      <source>{what} needs bitsandbytes, which is not installed. Ask for "none", or install it with: {name} -m pip install 'softprompt-studio[{EXTRA}]'.</source>
      <translation>{what} 需要 bitsandbytes，但它没有安装。请改用 "none"，或这样安装：{name} -m pip install 'softprompt-studio[{EXTRA}]'。</translation>
    </message>
    <message>
      <source>{where} was written by a newer Softprompt Studio (format {made_by}; this program reads up to {FORMAT}). Update the program to use it.</source>
      <translation>{where} 由更新版本的 Softprompt Studio 写成（格式 {made_by}；本程序最高可读 {FORMAT}）。请更新程序后使用。</translation>
    </message>
    <message>
      <source>{where}: "{key}" is missing.</source>
      <translation>{where}：缺少“{key}”。</translation>
    </message>
    <message>
      <source>{where}: format: it is a number from 1 on. Write {FORMAT}, or take it out.</source>
      <translation>{where}：format：它是从 1 开始的数字。请写 {FORMAT}，或删去它。</translation>
    </message>
    <message>
      <source>{where}: unknown key "{key}".{hint}</source>
      <translation>{where}：未知的键“{key}”。{hint}</translation>
    </message>
    <message>
      <source>{where}the adapter does not know the {what} "{one}". It knows: {fact}.</source>
      <translation>{where}适配器不认识{what}“{one}”。它认识的有：{fact}。</translation>
    </message>
  </context>
</TS>

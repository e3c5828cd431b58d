<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>About</name>
        <message>
            <source>About ChatDesk</source>
            <translation>关于 ChatDesk</translation>
        </message>
        <message>
            <source>ChatDesk {version}</source>
            <translation>ChatDesk {version}</translation>
        </message>
        <message>
            <source>A native desktop chat with language models. MIT License.</source>
            <translation>与语言模型对话的本地桌面应用。MIT 许可证。</translation>
        </message>
        <message>
            <source>Qt and PySide6 are used under the LGPL 3. Help › Licenses shows the licenses of all parts.</source>
            <translation>Qt 与 PySide6 依据 LGPL 3 使用。“帮助 › 许可证”列出各组成部分的许可证。</translation>
        </message>
        <message>
            <source>not installed</source>
            <translation>未安装</translation>
        </message>
    </context>
    <context>
        <name>Actions</name>
        <message>
            <source>&amp;New chat</source>
            <translation>新建对话(&amp;N)</translation>
        </message>
        <message>
            <source>New chat</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>Start another conversation</source>
            <translation>开始另一个对话</translation>
        </message>
        <message>
            <source>&amp;Clear chat</source>
            <translation>清空对话(&amp;C)</translation>
        </message>
        <message>
            <source>Clear chat</source>
            <translation>清空对话</translation>
        </message>
        <message>
            <source>Empty this conversation; it can be undone</source>
            <translation>清空此对话，可以撤销</translation>
        </message>
        <message>
            <source>&amp;Rename chat</source>
            <translation>重命名对话(&amp;R)</translation>
        </message>
        <message>
            <source>Rename chat</source>
            <translation>重命名对话</translation>
        </message>
        <message>
            <source>Give this chat another title</source>
            <translation>为此对话另取标题</translation>
        </message>
        <message>
            <source>&amp;Delete chat</source>
            <translation>删除对话(&amp;D)</translation>
        </message>
        <message>
            <source>Delete chat</source>
            <translation>删除对话</translation>
        </message>
        <message>
            <source>Delete this chat; it can be undone</source>
            <translation>删除此对话，可以撤销</translation>
        </message>
        <message>
            <source>&amp;Export chat…</source>
            <translation>导出对话(&amp;E)…</translation>
        </message>
        <message>
            <source>Export chat</source>
            <translation>导出对话</translation>
        </message>
        <message>
            <source>Save this conversation as a file</source>
            <translation>将此对话保存为文件</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>退出(&amp;Q)</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>Quit ChatDesk; everything is kept</source>
            <translation>退出 ChatDesk，所有内容都会保留</translation>
        </message>
        <message>
            <source>&amp;Undo typing</source>
            <translation>撤销输入(&amp;U)</translation>
        </message>
        <message>
            <source>Undo typing</source>
            <translation>撤销输入</translation>
        </message>
        <message>
            <source>Take back the last change of the text</source>
            <translation>撤回对文字的上一次修改</translation>
        </message>
        <message>
            <source>R&amp;edo typing</source>
            <translation>重做输入(&amp;E)</translation>
        </message>
        <message>
            <source>Redo typing</source>
            <translation>重做输入</translation>
        </message>
        <message>
            <source>Make the change again</source>
            <translation>重新做出该修改</translation>
        </message>
        <message>
            <source>Cu&amp;t</source>
            <translation>剪切(&amp;T)</translation>
        </message>
        <message>
            <source>Cut</source>
            <translation>剪切</translation>
        </message>
        <message>
            <source>Cut the selected text</source>
            <translation>剪切选中的文字</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>复制(&amp;C)</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copy the selected text</source>
            <translation>复制选中的文字</translation>
        </message>
        <message>
            <source>&amp;Paste</source>
            <translation>粘贴(&amp;P)</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>粘贴</translation>
        </message>
        <message>
            <source>Paste as plain text</source>
            <translation>粘贴为纯文本</translation>
        </message>
        <message>
            <source>Select &amp;all</source>
            <translation>全选(&amp;A)</translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>全选</translation>
        </message>
        <message>
            <source>Select all text</source>
            <translation>选中全部文字</translation>
        </message>
        <message>
            <source>&amp;Find in chat…</source>
            <translation>在对话中查找(&amp;F)…</translation>
        </message>
        <message>
            <source>Find in chat</source>
            <translation>在对话中查找</translation>
        </message>
        <message>
            <source>Find text in this conversation</source>
            <translation>在此对话中查找文字</translation>
        </message>
        <message>
            <source>Find &amp;next</source>
            <translation>查找下一个(&amp;N)</translation>
        </message>
        <message>
            <source>Find next</source>
            <translation>查找下一个</translation>
        </message>
        <message>
            <source>Go to the next match</source>
            <translation>转到下一个匹配</translation>
        </message>
        <message>
            <source>Find pre&amp;vious</source>
            <translation>查找上一个(&amp;V)</translation>
        </message>
        <message>
            <source>Find previous</source>
            <translation>查找上一个</translation>
        </message>
        <message>
            <source>Go to the previous match</source>
            <translation>转到上一个匹配</translation>
        </message>
        <message>
            <source>&amp;Settings…</source>
            <translation>设置(&amp;S)…</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Open the settings</source>
            <translation>打开设置</translation>
        </message>
        <message>
            <source>&amp;Chats</source>
            <translation>对话列表(&amp;C)</translation>
        </message>
        <message>
            <source>Chat list</source>
            <translation>对话列表</translation>
        </message>
        <message>
            <source>Show or hide the list of chats</source>
            <translation>显示或隐藏对话列表</translation>
        </message>
        <message>
            <source>C&amp;onnection</source>
            <translation>连接(&amp;O)</translation>
        </message>
        <message>
            <source>Connection panel</source>
            <translation>连接面板</translation>
        </message>
        <message>
            <source>Show or hide key, address and model</source>
            <translation>显示或隐藏密钥、地址和模型</translation>
        </message>
        <message>
            <source>&amp;Larger text</source>
            <translation>放大文字(&amp;L)</translation>
        </message>
        <message>
            <source>Larger text</source>
            <translation>放大文字</translation>
        </message>
        <message>
            <source>Make all text larger</source>
            <translation>放大所有文字</translation>
        </message>
        <message>
            <source>&amp;Smaller text</source>
            <translation>缩小文字(&amp;S)</translation>
        </message>
        <message>
            <source>Smaller text</source>
            <translation>缩小文字</translation>
        </message>
        <message>
            <source>Make all text smaller</source>
            <translation>缩小所有文字</translation>
        </message>
        <message>
            <source>&amp;Normal text size</source>
            <translation>正常文字大小(&amp;N)</translation>
        </message>
        <message>
            <source>Normal text size</source>
            <translation>正常文字大小</translation>
        </message>
        <message>
            <source>Set the text size to 100 %</source>
            <translation>将文字大小设为 100%</translation>
        </message>
        <message>
            <source>&amp;Full screen</source>
            <translation>全屏(&amp;F)</translation>
        </message>
        <message>
            <source>Full screen</source>
            <translation>全屏</translation>
        </message>
        <message>
            <source>Use the whole screen, or the window again</source>
            <translation>切换全屏与窗口</translation>
        </message>
        <message>
            <source>Go to the &amp;message field</source>
            <translation>转到消息输入框(&amp;M)</translation>
        </message>
        <message>
            <source>Message field</source>
            <translation>消息输入框</translation>
        </message>
        <message>
            <source>Go to the message field</source>
            <translation>转到消息输入框</translation>
        </message>
        <message>
            <source>Go to the &amp;list of chats</source>
            <translation>转到对话列表(&amp;L)</translation>
        </message>
        <message>
            <source>List of chats</source>
            <translation>对话列表</translation>
        </message>
        <message>
            <source>Go to the list of chats</source>
            <translation>转到对话列表</translation>
        </message>
        <message>
            <source>Go to the &amp;end</source>
            <translation>转到末尾(&amp;E)</translation>
        </message>
        <message>
            <source>End</source>
            <translation>末尾</translation>
        </message>
        <message>
            <source>Go to the end of the conversation</source>
            <translation>转到对话末尾</translation>
        </message>
        <message>
            <source>&amp;Previous chat</source>
            <translation>上一个对话(&amp;P)</translation>
        </message>
        <message>
            <source>Previous chat</source>
            <translation>上一个对话</translation>
        </message>
        <message>
            <source>Open the chat above in the list</source>
            <translation>打开列表中上面的对话</translation>
        </message>
        <message>
            <source>Ne&amp;xt chat</source>
            <translation>下一个对话(&amp;X)</translation>
        </message>
        <message>
            <source>Next chat</source>
            <translation>下一个对话</translation>
        </message>
        <message>
            <source>Open the chat below in the list</source>
            <translation>打开列表中下面的对话</translation>
        </message>
        <message>
            <source>&amp;Get an OpenAI API key</source>
            <translation>获取 OpenAI API Key(&amp;G)</translation>
        </message>
        <message>
            <source>Get an OpenAI API key</source>
            <translation>获取 OpenAI API Key</translation>
        </message>
        <message>
            <source>Open OpenAI's page in the browser</source>
            <translation>在浏览器中打开 OpenAI 的页面</translation>
        </message>
        <message>
            <source>&amp;About ChatDesk</source>
            <translation>关于 ChatDesk(&amp;A)</translation>
        </message>
        <message>
            <source>About ChatDesk</source>
            <translation>关于 ChatDesk</translation>
        </message>
        <message>
            <source>A&amp;ttach images…</source>
            <translation>添加图片(&amp;T)…</translation>
        </message>
        <message>
            <source>Attach images</source>
            <translation>添加图片</translation>
        </message>
        <message>
            <source>Choose images to send with the next message</source>
            <translation>选择随下一条消息发送的图片</translation>
        </message>
        <message>
            <source>Open log &amp;folder</source>
            <translation>打开日志文件夹(&amp;F)</translation>
        </message>
        <message>
            <source>Open log folder</source>
            <translation>打开日志文件夹</translation>
        </message>
        <message>
            <source>Show the logs in the file manager; they hold no messages</source>
            <translation>在文件管理器中显示日志；日志不含任何消息</translation>
        </message>
        <message>
            <source>&amp;Licenses</source>
            <translation>许可证(&amp;L)</translation>
        </message>
        <message>
            <source>Licenses</source>
            <translation>许可证</translation>
        </message>
        <message>
            <source>The licenses of ChatDesk and its parts</source>
            <translation>ChatDesk 及其组成部分的许可证</translation>
        </message>
        <message>
            <source>The versions of ChatDesk and its parts</source>
            <translation>ChatDesk 及其组成部分的版本</translation>
        </message>
    </context>
    <context>
        <name>AnswerNotifications</name>
        <message>
            <source>The answer is ready.</source>
            <translation>回复已完成。</translation>
        </message>
        <message>
            <source>The answer could not be finished.</source>
            <translation>回复未能完成。</translation>
        </message>
    </context>
    <context>
        <name>Attaching</name>
        <message>
            <source>Attach images</source>
            <translation>添加图片</translation>
        </message>
        <message>
            <source>Images ({patterns})</source>
            <translation>图片 ({patterns})</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>所有文件 (*)</translation>
        </message>
    </context>
    <context>
        <name>AttachmentChip</name>
        <message>
            <source>Image</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Preparing…</source>
            <translation>正在处理…</translation>
        </message>
        <message>
            <source>Image, {name}, being prepared</source>
            <translation>图片，{name}，正在处理</translation>
        </message>
        <message>
            <source>Remove {name}</source>
            <translation>移除 {name}</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
    </context>
    <context>
        <name>AttachmentTray</name>
        <message>
            <source>Attached images</source>
            <translation>已添加的图片</translation>
        </message>
    </context>
    <context>
        <name>ChatsDock</name>
        <message>
            <source>Chats</source>
            <translation>对话</translation>
        </message>
    </context>
    <context>
        <name>Composer</name>
        <message>
            <source>Message</source>
            <translation>消息</translation>
        </message>
        <message>
            <source>Write a message</source>
            <translation>输入消息</translation>
        </message>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Send (Enter)</source>
            <translation>发送（Enter）</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Stop the reply (Esc)</source>
            <translation>停止回复（Esc）</translation>
        </message>
        <message>
            <source>Esc stops the reply</source>
            <translation>按 Esc 停止回复</translation>
        </message>
        <message>
            <source>Enter sends, Shift+Enter makes a line</source>
            <translation>Enter 发送，Shift+Enter 换行</translation>
        </message>
        <message>
            <source>No model chosen</source>
            <translation>尚未选择模型</translation>
        </message>
        <message>
            <source>{model} · {hint}</source>
            <translation>{model} · {hint}</translation>
        </message>
        <message>
            <source>Attach image</source>
            <translation>添加图片</translation>
        </message>
        <message>
            <source>Attach images; place, time and camera are taken out of them, and large ones are made smaller</source>
            <translation>添加图片；其中的地点、时间和相机信息会被去除，过大的图片会被缩小</translation>
        </message>
    </context>
    <context>
        <name>ConnectionForm</name>
        <message>
            <source>This address begins with http: the key and the conversation can be read on the way. Use https if you can.</source>
            <translation>此地址以 http 开头：密钥和对话在传输途中可能被他人读取。如果可以，请使用 https。</translation>
        </message>
        <message>
            <source>&amp;Provider</source>
            <translation>提供商(&amp;P)</translation>
        </message>
        <message>
            <source>Model file</source>
            <translation>模型文件</translation>
        </message>
        <message>
            <source>API &amp;key</source>
            <translation>API Key(&amp;K)</translation>
        </message>
        <message>
            <source>&amp;Base URL</source>
            <translation>接口地址(&amp;B)</translation>
        </message>
        <message>
            <source>&amp;Model</source>
            <translation>模型(&amp;M)</translation>
        </message>
        <message>
            <source>Context &amp;window, in tokens</source>
            <translation>上下文窗口，以 token 计(&amp;W)</translation>
        </message>
        <message>
            <source>Base URL</source>
            <translation>接口地址</translation>
        </message>
        <message>
            <source>Context window, in tokens</source>
            <translation>上下文窗口，以 token 计</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>How much of the conversation the model is sent; {count} when nothing is known of it</source>
            <translation>发送给模型的对话长度；对模型一无所知时为 {count}</translation>
        </message>
        <message>
            <source>From the environment variable OPENAI_BASE_URL</source>
            <translation>来自环境变量 OPENAI_BASE_URL</translation>
        </message>
    </context>
    <context>
        <name>ConnectionPage</name>
        <message>
            <source>Remove this c&amp;onnection</source>
            <translation>移除此连接(&amp;O)</translation>
        </message>
        <message>
            <source>Any server that speaks the OpenAI Chat Completions API can be added.</source>
            <translation>可以添加任何支持 OpenAI Chat Completions API 的服务器。</translation>
        </message>
        <message>
            <source>&amp;Name of the new connection</source>
            <translation>新连接的名称(&amp;N)</translation>
        </message>
        <message>
            <source>Base &amp;URL of the new connection</source>
            <translation>新连接的接口地址(&amp;U)</translation>
        </message>
        <message>
            <source>Name of the new connection</source>
            <translation>新连接的名称</translation>
        </message>
        <message>
            <source>Base URL of the new connection</source>
            <translation>新连接的接口地址</translation>
        </message>
        <message>
            <source>&amp;Add connection</source>
            <translation>添加连接(&amp;A)</translation>
        </message>
    </context>
    <context>
        <name>ConversationList</name>
        <message>
            <source>Chats</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>New chat</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>Title of the chat</source>
            <translation>对话标题</translation>
        </message>
        <message>
            <source>&amp;Open</source>
            <translation>打开(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Rename</source>
            <translation>重命名(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Delete</source>
            <translation>删除(&amp;D)</translation>
        </message>
    </context>
    <context>
        <name>ConversationPage</name>
        <message>
            <source>&amp;Instructions for new chats</source>
            <translation>新对话的指令(&amp;I)</translation>
        </message>
        <message>
            <source>Instructions for new chats</source>
            <translation>新对话的指令</translation>
        </message>
        <message>
            <source>They are sent before the first message, as the system prompt. Each chat can have its own, in the panel.</source>
            <translation>它们作为系统提示词，在第一条消息之前发送。每个对话都可以在面板中另设自己的指令。</translation>
        </message>
    </context>
    <context>
        <name>ConversationPanel</name>
        <message>
            <source>Hello, I'm your AI assistant. How can I help you?</source>
            <translation>你好，我是你的AI助手，有什么可以帮你的吗？</translation>
        </message>
    </context>
    <context>
        <name>DockTitle</name>
        <message>
            <source>Close panel</source>
            <translation>关闭面板</translation>
        </message>
    </context>
    <context>
        <name>DownloadRow</name>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Download of {model}</source>
            <translation>下载 {model}</translation>
        </message>
        <message>
            <source>Download</source>
            <translation>下载</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>{button}: {model}</source>
            <translation>{button}：{model}</translation>
        </message>
        <message>
            <source>On this computer.</source>
            <translation>已在本机。</translation>
        </message>
    </context>
    <context>
        <name>Export</name>
        <message>
            <source>Export chat</source>
            <translation>导出对话</translation>
        </message>
        <message>
            <source>PDF document (*{suffix})</source>
            <translation>PDF 文档 (*{suffix})</translation>
        </message>
        <message>
            <source>Web page (*{suffix})</source>
            <translation>网页 (*{suffix})</translation>
        </message>
        <message>
            <source>Markdown (*{suffix})</source>
            <translation>Markdown (*{suffix})</translation>
        </message>
        <message>
            <source>Plain text (*{suffix})</source>
            <translation>纯文本 (*{suffix})</translation>
        </message>
        <message>
            <source>Spreadsheet, CSV (*{suffix})</source>
            <translation>电子表格，CSV (*{suffix})</translation>
        </message>
        <message>
            <source>OpenAI messages, JSON (*{suffix})</source>
            <translation>OpenAI 消息，JSON (*{suffix})</translation>
        </message>
        <message>
            <source>ChatDesk archive with all branches (*{suffix})</source>
            <translation>含全部分支的 ChatDesk 存档 (*{suffix})</translation>
        </message>
        <message>
            <source>New chat</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>There is nothing to export yet.</source>
            <translation>还没有可导出的内容。</translation>
        </message>
        <message>
            <source>{name} is being written: {percent} %.</source>
            <translation>正在写入 {name}：{percent}%。</translation>
        </message>
        <message>
            <source>{name} was saved.</source>
            <translation>{name} 已保存。</translation>
        </message>
        <message>
            <source>Pictures that the profile no longer has, and so not in the file: {count}.</source>
            <translation>数据文件夹中已不存在、因此未写入文件的图片：{count} 张。</translation>
        </message>
        <message>
            <source>Exported from ChatDesk on {time}</source>
            <translation>导出自 ChatDesk，{time}</translation>
        </message>
        <message>
            <source>{speaker} · {model}</source>
            <translation>{speaker} · {model}</translation>
        </message>
        <message>
            <source>[Image]</source>
            <translation>[图片]</translation>
        </message>
        <message>
            <source>[Image: {name}]</source>
            <translation>[图片：{name}]</translation>
        </message>
    </context>
    <context>
        <name>FindBar</name>
        <message>
            <source>Find in chat</source>
            <translation>在对话中查找</translation>
        </message>
        <message>
            <source>Previous match</source>
            <translation>上一个匹配</translation>
        </message>
        <message>
            <source>Next match</source>
            <translation>下一个匹配</translation>
        </message>
        <message>
            <source>Match case</source>
            <translation>区分大小写</translation>
        </message>
        <message>
            <source>Close the find bar</source>
            <translation>关闭查找栏</translation>
        </message>
        <message>
            <source>Looking…</source>
            <translation>正在查找…</translation>
        </message>
        <message>
            <source>No matches</source>
            <translation>没有找到</translation>
        </message>
        <message>
            <source>{number} of {total} or more</source>
            <translation>{number}/{total} 以上</translation>
        </message>
        <message>
            <source>{total} or more</source>
            <translation>{total} 个以上</translation>
        </message>
        <message>
            <source>Matches: {total}</source>
            <translation>共 {total} 个</translation>
        </message>
        <message>
            <source>{number} of {total}</source>
            <translation>{number}/{total}</translation>
        </message>
        <message>
            <source>{number} of {total}, from the start again</source>
            <translation>{number}/{total}，从头继续</translation>
        </message>
        <message>
            <source>{number} of {total}, from the end again</source>
            <translation>{number}/{total}，从末尾继续</translation>
        </message>
    </context>
    <context>
        <name>GeneralPage</name>
        <message>
            <source>&amp;Language</source>
            <translation>语言(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Colors</source>
            <translation>颜色(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Text size</source>
            <translation>文字大小(&amp;T)</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Colors</source>
            <translation>颜色</translation>
        </message>
        <message>
            <source>Text size</source>
            <translation>文字大小</translation>
        </message>
        <message>
            <source>As the system</source>
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
            <source>{percent} %</source>
            <translation>{percent}%</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>代码</translation>
        </message>
        <message>
            <source>&amp;Wrap long lines</source>
            <translation>长行自动换行(&amp;W)</translation>
        </message>
        <message>
            <source>Notifications</source>
            <translation>通知</translation>
        </message>
        <message>
            <source>&amp;Notify me of answers</source>
            <translation>回复完成时通知我(&amp;N)</translation>
        </message>
        <message>
            <source>While another window is in front; by the title of the chat, never by the text of an answer</source>
            <translation>仅当其他窗口在前时；只显示对话标题，不显示回复内容</translation>
        </message>
    </context>
    <context>
        <name>Help</name>
        <message>
            <source>ChatDesk is free software under the MIT License. These are its license and those of its parts.</source>
            <translation>ChatDesk 是采用 MIT 许可证的自由软件。以下是它与各组成部分的许可证。</translation>
        </message>
        <message>
            <source>Licenses</source>
            <translation>许可证</translation>
        </message>
    </context>
    <context>
        <name>KeyPlace</name>
        <message>
            <source>The key is in this computer's keyring.</source>
            <translation>密钥保存在这台电脑的密钥环中。</translation>
        </message>
        <message>
            <source>The key comes from the environment variable OPENAI_API_KEY.</source>
            <translation>密钥来自环境变量 OPENAI_API_KEY。</translation>
        </message>
        <message>
            <source>No key yet.</source>
            <translation>还没有密钥。</translation>
        </message>
        <message>
            <source>This server may work without a key.</source>
            <translation>此服务器可能不需要密钥。</translation>
        </message>
        <message>
            <source>The key is kept for this session only: this computer has no keyring service.</source>
            <translation>密钥仅在本次运行期间保留：这台电脑没有密钥环服务。</translation>
        </message>
        <message>
            <source>The key is kept for this session only: the keyring set up here is not a safe one.</source>
            <translation>密钥仅在本次运行期间保留：这里设置的密钥环不安全。</translation>
        </message>
        <message>
            <source>The key is kept for this session only: the keyring is locked.</source>
            <translation>密钥仅在本次运行期间保留：密钥环已锁定。</translation>
        </message>
        <message>
            <source>The key is kept for this session only: the keyring did not answer.</source>
            <translation>密钥仅在本次运行期间保留：密钥环没有响应。</translation>
        </message>
        <message>
            <source>The key is kept for this session only: the keyring did not give it back as it was.</source>
            <translation>密钥仅在本次运行期间保留：密钥环未能原样返回密钥。</translation>
        </message>
        <message>
            <source>The key is kept for this session only: the keyring reported an error.</source>
            <translation>密钥仅在本次运行期间保留：密钥环报告了错误。</translation>
        </message>
        <message>
            <source>The key is kept for this session only.</source>
            <translation>密钥仅在本次运行期间保留。</translation>
        </message>
    </context>
    <context>
        <name>KeySection</name>
        <message>
            <source>API key</source>
            <translation>API Key</translation>
        </message>
        <message>
            <source>&amp;Check</source>
            <translation>检查(&amp;C)</translation>
        </message>
        <message>
            <source>Check the key and the address without spending tokens</source>
            <translation>检查密钥和地址，不消耗 token</translation>
        </message>
        <message>
            <source>&amp;Remove key</source>
            <translation>移除密钥(&amp;R)</translation>
        </message>
        <message>
            <source>Forget the key here and in the keyring</source>
            <translation>从这里和密钥环中删除密钥</translation>
        </message>
        <message>
            <source>Waiting for your keyring… Unlock it if it asks; until then a key lasts for this session.</source>
            <translation>正在等待密钥环…如有提示请解锁；在此之前，密钥仅在本次运行期间有效。</translation>
        </message>
        <message>
            <source>Checking…</source>
            <translation>正在检查…</translation>
        </message>
        <message>
            <source>The connection works. Models it offers: {count}.</source>
            <translation>连接正常。可用模型：{count} 个。</translation>
        </message>
        <message>
            <source>Get an OpenAI API key</source>
            <translation>获取 OpenAI API Key</translation>
        </message>
        <message>
            <source>Get an API key for {name}</source>
            <translation>获取 {name} 的 API Key</translation>
        </message>
        <message>
            <source>Paste another key</source>
            <translation>粘贴另一个密钥</translation>
        </message>
        <message>
            <source>Paste your key</source>
            <translation>粘贴你的密钥</translation>
        </message>
        <message>
            <source>Hide the key</source>
            <translation>隐藏密钥</translation>
        </message>
        <message>
            <source>Show the key</source>
            <translation>显示密钥</translation>
        </message>
    </context>
    <context>
        <name>LocalSection</name>
        <message>
            <source>Choose a model file</source>
            <translation>选择模型文件</translation>
        </message>
        <message>
            <source>Models in GGUF format (*.gguf)</source>
            <translation>GGUF 格式的模型 (*.gguf)</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>所有文件 (*)</translation>
        </message>
        <message>
            <source>Choose a &amp;GGUF file…</source>
            <translation>选择 GGUF 文件(&amp;G)…</translation>
        </message>
        <message>
            <source>Use the &amp;starter model</source>
            <translation>使用入门模型(&amp;S)</translation>
        </message>
        <message>
            <source>The starter model is tiny, English only, to try the app. It needs no key and no network.</source>
            <translation>入门模型很小，只懂英语，仅供试用。它不需要密钥，也不需要网络。</translation>
        </message>
        <message>
            <source>All m&amp;odels…</source>
            <translation>所有模型(&amp;O)…</translation>
        </message>
    </context>
    <context>
        <name>LocalState</name>
        <message>
            <source>Ready to start with your first message.</source>
            <translation>就绪，发送第一条消息时启动。</translation>
        </message>
        <message>
            <source>Starting…</source>
            <translation>正在启动…</translation>
        </message>
        <message>
            <source>Running.</source>
            <translation>正在运行。</translation>
        </message>
        <message>
            <source>It ended unexpectedly; it starts again with your next message.</source>
            <translation>它意外结束了；发送下一条消息时会重新启动。</translation>
        </message>
        <message>
            <source>No model file yet: run “make model” in ChatDesk's folder, or choose a GGUF file.</source>
            <translation>还没有模型文件：请在 ChatDesk 的文件夹中运行 “make model”，或选择一个 GGUF 文件。</translation>
        </message>
        <message>
            <source>The llama.cpp runtime is missing: pip install xllamacpp.</source>
            <translation>缺少 llama.cpp 运行库：pip install xllamacpp。</translation>
        </message>
        <message>
            <source>No model file yet: download one on the Models page, or choose a GGUF file.</source>
            <translation>还没有模型文件：请在“模型”页下载一个，或选择 GGUF 文件。</translation>
        </message>
        <message>
            <source>The memory ran out; a smaller model or a smaller context window may fit.</source>
            <translation>内存不足；换用更小的模型或更小的上下文窗口或许可行。</translation>
        </message>
        <message>
            <source>This build of ChatDesk has no llama.cpp runtime.</source>
            <translation>此版本的 ChatDesk 不含 llama.cpp 运行时。</translation>
        </message>
    </context>
    <context>
        <name>MainToolBar</name>
        <message>
            <source>Toolbar</source>
            <translation>工具栏</translation>
        </message>
    </context>
    <context>
        <name>Menus</name>
        <message>
            <source>&amp;File</source>
            <translation>文件(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>编辑(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <source>&amp;Go</source>
            <translation>转到(&amp;G)</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
    </context>
    <context>
        <name>ModelCombo</name>
        <message>
            <source>Starter model (SmolLM2 135M)</source>
            <translation>入门模型（SmolLM2 135M）</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Model: choose one, or type any name</source>
            <translation>模型：选择一个，或输入任意名称</translation>
        </message>
        <message>
            <source>Name of a model</source>
            <translation>模型名称</translation>
        </message>
    </context>
    <context>
        <name>ModelRow</name>
        <message>
            <source>in use</source>
            <translation>使用中</translation>
        </message>
        <message>
            <source>Use</source>
            <translation>使用</translation>
        </message>
        <message>
            <source>Take off the list</source>
            <translation>从列表中移除</translation>
        </message>
        <message>
            <source>Remove from the disk</source>
            <translation>从磁盘删除</translation>
        </message>
        <message>
            <source>{button}: {model}</source>
            <translation>{button}：{model}</translation>
        </message>
    </context>
    <context>
        <name>Models</name>
        <message>
            <source>It is not on this computer.</source>
            <translation>本机上没有。</translation>
        </message>
        <message>
            <source>The file is no longer there: {path}</source>
            <translation>文件已不在：{path}</translation>
        </message>
        <message>
            <source>tiny, English only, to try the app</source>
            <translation>很小，仅限英文，用于试用</translation>
        </message>
        <message>
            <source>takes {size} of memory</source>
            <translation>占用内存 {size}</translation>
        </message>
        <message>
            <source>context up to {count} tokens</source>
            <translation>上下文最多 {count} token</translation>
        </message>
        <message>
            <source>from {host}</source>
            <translation>来自 {host}</translation>
        </message>
        <message>
            <source>{received} of {size}</source>
            <translation>{received}，共 {size}</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>还需 {time}</translation>
        </message>
        <message>
            <source>Checking that the file is the one that was published…</source>
            <translation>正在核对文件是否与发布的一致…</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>Running; how much memory it takes is unknown on this system.</source>
            <translation>运行中；在此系统上无法得知它占用多少内存。</translation>
        </message>
        <message>
            <source>Running; it takes {size} of memory.</source>
            <translation>运行中，占用内存 {size}。</translation>
        </message>
    </context>
    <context>
        <name>ModelsPage</name>
        <message>
            <source>On this computer</source>
            <translation>本机上的模型</translation>
        </message>
        <message>
            <source>The model in use</source>
            <translation>使用中的模型</translation>
        </message>
        <message>
            <source>To download</source>
            <translation>可下载</translation>
        </message>
        <message>
            <source>&amp;Add a GGUF file…</source>
            <translation>添加 GGUF 文件(&amp;A)…</translation>
        </message>
        <message>
            <source>Or drop one on this page. It stays where it is.</source>
            <translation>也可将文件拖到此页。文件会留在原处。</translation>
        </message>
        <message>
            <source>&amp;Undo</source>
            <translation>撤销(&amp;U)</translation>
        </message>
        <message>
            <source>Context &amp;window, in tokens</source>
            <translation>上下文窗口，以 token 计(&amp;W)</translation>
        </message>
        <message>
            <source>&amp;Threads</source>
            <translation>线程数(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Stop it after so long without a message</source>
            <translation>多久没有消息后停止(&amp;S)</translation>
        </message>
        <message>
            <source>Context window, in tokens</source>
            <translation>上下文窗口，以 token 计</translation>
        </message>
        <message>
            <source>Threads</source>
            <translation>线程数</translation>
        </message>
        <message>
            <source>Stop it after so long without a message</source>
            <translation>多久没有消息后停止</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source> min</source>
            <translation> 分钟</translation>
        </message>
        <message>
            <source>That frees its memory. The next message starts it again.</source>
            <translation>这会释放它占用的内存。下一条消息会重新启动它。</translation>
        </message>
        <message>
            <source>No models to download are listed yet.</source>
            <translation>暂无可下载的模型。</translation>
        </message>
        <message>
            <source>Choose a model file</source>
            <translation>选择模型文件</translation>
        </message>
        <message>
            <source>Models in GGUF format (*.gguf)</source>
            <translation>GGUF 格式的模型 (*.gguf)</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>所有文件 (*)</translation>
        </message>
        <message>
            <source>{file}: {sentence}</source>
            <translation>{file}：{sentence}</translation>
        </message>
        <message>
            <source>{model} was removed.</source>
            <translation>已移除 {model}。</translation>
        </message>
    </context>
    <context>
        <name>NetworkPage</name>
        <message>
            <source>&amp;Proxy</source>
            <translation>代理(&amp;P)</translation>
        </message>
        <message>
            <source>Proxy</source>
            <translation>代理</translation>
        </message>
        <message>
            <source>From the environment, if one is set there</source>
            <translation>使用环境变量中设置的代理（如有）</translation>
        </message>
        <message>
            <source>Such as http://10.0.0.1:8080 or socks5://10.0.0.1:1080. Servers on this computer are asked directly.</source>
            <translation>例如 http://10.0.0.1:8080 或 socks5://10.0.0.1:1080。本机上的服务器不经过代理。</translation>
        </message>
        <message>
            <source>&amp;Wait for the first word of an answer</source>
            <translation>等待回答开始的时间(&amp;W)</translation>
        </message>
        <message>
            <source>Wait for the first word of an answer</source>
            <translation>等待回答开始的时间</translation>
        </message>
        <message>
            <source> s</source>
            <translation> 秒</translation>
        </message>
        <message>
            <source>For the connection {name}. A large model on a small computer may need minutes.</source>
            <translation>用于连接 {name}。大模型在小电脑上可能需要几分钟。</translation>
        </message>
    </context>
    <context>
        <name>NoticeBar</name>
        <message>
            <source>Close notice</source>
            <translation>关闭提示</translation>
        </message>
    </context>
    <context>
        <name>Notices</name>
        <message>
            <source>Some messages are in memory only, since the disk can't be written to. Free some space first; closing the window again loses them.</source>
            <translation>部分消息只在内存中，因为磁盘无法写入。请先释放一些空间；再次关闭窗口将丢失这些消息。</translation>
        </message>
        <message>
            <source>The history file was damaged. It was kept as {path}; messages that could be read and are here again: {count}.</source>
            <translation>历史文件已损坏，已另存为 {path}；读出并恢复的消息：{count} 条。</translation>
        </message>
        <message>
            <source>This link is not opened, since it is not a plain web or mail address: {text}</source>
            <translation>此链接不是普通的网页或邮件地址，因此没有打开：{text}</translation>
        </message>
        <message>
            <source>Messages left out of this request, oldest first: {count}. The model's context window holds no more; the history keeps them.</source>
            <translation>本次请求省略了最早的 {count} 条消息，因为模型的上下文窗口容纳不下；它们仍保留在历史记录中。</translation>
        </message>
        <message>
            <source>The chat was cleared.</source>
            <translation>对话已清空。</translation>
        </message>
        <message>
            <source>New chat</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>“{title}” was deleted.</source>
            <translation>已删除“{title}”。</translation>
        </message>
        <message>
            <source>The settings file was damaged. It was kept as {path}; the settings begin afresh.</source>
            <translation>设置文件已损坏，已另存为 {path}；设置将重新开始。</translation>
        </message>
        <message>
            <source>Waiting for your keyring. Unlock it if it asks.</source>
            <translation>正在等待密钥环。如有提示请解锁。</translation>
        </message>
        <message>
            <source>The model on this computer ended unexpectedly. It starts again with your next message.</source>
            <translation>这台电脑上的模型意外结束了。发送下一条消息时会重新启动。</translation>
        </message>
    </context>
    <context>
        <name>PictureViewer</name>
        <message>
            <source>Opening…</source>
            <translation>正在打开…</translation>
        </message>
        <message>
            <source>The image can't be shown.</source>
            <translation>无法显示此图片。</translation>
        </message>
        <message>
            <source>Image</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>缩小</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>Fit</source>
            <translation>适合窗口</translation>
        </message>
        <message>
            <source>Actual size</source>
            <translation>实际大小</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Save as…</source>
            <translation>另存为…</translation>
        </message>
        <message>
            <source>Save image</source>
            <translation>保存图片</translation>
        </message>
        <message>
            <source>Saved as {name}.</source>
            <translation>已保存为 {name}。</translation>
        </message>
        <message>
            <source>{name} can't be written there.</source>
            <translation>无法将 {name} 写到那里。</translation>
        </message>
    </context>
    <context>
        <name>Pictures</name>
        <message>
            <source>{name} is not an image that can be used; PNG, JPEG, WebP, GIF and BMP can.</source>
            <translation>{name} 不是可用的图片；可用的格式有 PNG、JPEG、WebP、GIF 和 BMP。</translation>
        </message>
        <message>
            <source>{name} is damaged, so it can't be shown or sent.</source>
            <translation>{name} 已损坏，无法显示或发送。</translation>
        </message>
        <message>
            <source>{name} is too large; images of up to {count} megapixels and {size} MB can be used.</source>
            <translation>{name} 太大；可用的图片不超过 {count} 百万像素和 {size} MB。</translation>
        </message>
        <message>
            <source>{name} can't be read.</source>
            <translation>无法读取 {name}。</translation>
        </message>
        <message>
            <source>A message carries up to {count} images; {name} was left out.</source>
            <translation>一条消息最多带 {count} 张图片；{name} 未添加。</translation>
        </message>
        <message>
            <source>The image</source>
            <translation>该图片</translation>
        </message>
        <message>
            <source>The model on this computer reads text only, so the images were not sent.</source>
            <translation>本机模型只能读文字，图片没有发送。</translation>
        </message>
        <message>
            <source>{host} or the model {model} does not take these images.</source>
            <translation>{host} 或模型 {model} 不接受这些图片。</translation>
        </message>
        <message>
            <source>Take them out, or choose a model that reads images.</source>
            <translation>请移除图片，或选择能看图片的模型。</translation>
        </message>
        <message>
            <source>Choose a model that reads images, or try again: then it gets their names only.</source>
            <translation>请选择能看图片的模型，或重试：届时只发送图片的名称。</translation>
        </message>
        <message>
            <source>The image is no longer in the profile's folder.</source>
            <translation>这张图片已不在配置文件夹中。</translation>
        </message>
        <message>
            <source>Load image ({host})</source>
            <translation>加载图片 ({host})</translation>
        </message>
        <message>
            <source>Loading from {host}…</source>
            <translation>正在从 {host} 加载…</translation>
        </message>
        <message>
            <source>{description} ({host})</source>
            <translation>{description} ({host})</translation>
        </message>
        <message>
            <source>The image is too large.</source>
            <translation>图片太大。</translation>
        </message>
        <message>
            <source>The image is damaged.</source>
            <translation>图片已损坏。</translation>
        </message>
        <message>
            <source>What {host} gives is not an image that can be shown.</source>
            <translation>{host} 给出的不是可显示的图片。</translation>
        </message>
        <message>
            <source>{host} does not have this image.</source>
            <translation>{host} 没有这张图片。</translation>
        </message>
        <message>
            <source>{host} does not give this image.</source>
            <translation>{host} 不提供这张图片。</translation>
        </message>
        <message>
            <source>{host} is in a private network, so it was not asked.</source>
            <translation>{host} 位于私有网络，因此没有访问。</translation>
        </message>
        <message>
            <source>{host} sends the request to an address that is not opened.</source>
            <translation>{host} 把请求转到了不予打开的地址。</translation>
        </message>
        <message>
            <source>Can't find {host}.</source>
            <translation>找不到 {host}。</translation>
        </message>
        <message>
            <source>The certificate of {host} isn't trusted.</source>
            <translation>{host} 的证书不受信任。</translation>
        </message>
        <message>
            <source>{host} took too long.</source>
            <translation>{host} 用时过长。</translation>
        </message>
        <message>
            <source>The proxy can't be used.</source>
            <translation>代理无法使用。</translation>
        </message>
        <message>
            <source>Can't reach {host}.</source>
            <translation>无法连接 {host}。</translation>
        </message>
        <message>
            <source>Image, {width} by {height}</source>
            <translation>图片，{width} × {height}</translation>
        </message>
        <message>
            <source>Image, {name}, {width} by {height}</source>
            <translation>图片，{name}，{width} × {height}</translation>
        </message>
        <message>
            <source>Show image</source>
            <translation>查看图片</translation>
        </message>
        <message>
            <source>Show {name}</source>
            <translation>查看 {name}</translation>
        </message>
    </context>
    <context>
        <name>PrivacyPage</name>
        <message>
            <source>ChatDesk connects only to the server of the connection you use, and only to answer you.</source>
            <translation>ChatDesk 只连接你所用连接的服务器，并且只为回答你。</translation>
        </message>
        <message>
            <source>There is no telemetry, no update check and no account with ChatDesk.</source>
            <translation>没有遥测，没有更新检查，也不需要 ChatDesk 账号。</translation>
        </message>
        <message>
            <source>API keys are kept in this computer's keyring, or for this session only; never in a file.</source>
            <translation>API Key 保存在这台电脑的密钥环中，或仅在本次运行期间保留；绝不写入文件。</translation>
        </message>
        <message>
            <source>Your conversations are kept on this computer, in the profile's folder. The model is sent what a chat needs.</source>
            <translation>你的对话保存在这台电脑的配置文件夹中。发送给模型的只是对话所需的内容。</translation>
        </message>
        <message>
            <source>An image in a reply, or a model, is loaded only when you ask for it. Images that you attach are sent without place, time and camera.</source>
            <translation>回复中的图片和模型只在你要求时才加载。你添加的图片在发送时不含地点、时间和相机信息。</translation>
        </message>
    </context>
    <context>
        <name>ProviderCombo</name>
        <message>
            <source>This computer</source>
            <translation>这台电脑</translation>
        </message>
        <message>
            <source>Provider</source>
            <translation>提供商</translation>
        </message>
        <message>
            <source>Provider: where the answers come from</source>
            <translation>提供商：回答来自哪里</translation>
        </message>
    </context>
    <context>
        <name>Remedy</name>
        <message>
            <source>Enter the key</source>
            <translation>输入密钥</translation>
        </message>
        <message>
            <source>Use the model on this computer</source>
            <translation>使用这台电脑上的模型</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Check the address</source>
            <translation>检查地址</translation>
        </message>
        <message>
            <source>Choose a model</source>
            <translation>选择模型</translation>
        </message>
        <message>
            <source>Choose a GGUF file…</source>
            <translation>选择 GGUF 文件…</translation>
        </message>
        <message>
            <source>Network settings</source>
            <translation>网络设置</translation>
        </message>
        <message>
            <source>New chat</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Export again…</source>
            <translation>重新导出…</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>在文件夹中显示</translation>
        </message>
        <message>
            <source>Show report</source>
            <translation>查看报告</translation>
        </message>
        <message>
            <source>Models…</source>
            <translation>模型…</translation>
        </message>
    </context>
    <context>
        <name>Report</name>
        <message>
            <source>Report of a problem</source>
            <translation>问题报告</translation>
        </message>
        <message>
            <source>This is all that the report holds. It is kept on this computer, and ChatDesk sends it to nobody; copy it if you want to tell the developers.</source>
            <translation>这就是报告的全部内容。它只保存在这台电脑上，ChatDesk 不会发送给任何人；如想告知开发者，可以复制它。</translation>
        </message>
        <message>
            <source>C&amp;opy</source>
            <translation>复制(&amp;O)</translation>
        </message>
        <message>
            <source>Open &amp;folder</source>
            <translation>打开文件夹(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Delete</source>
            <translation>删除(&amp;D)</translation>
        </message>
    </context>
    <context>
        <name>Reports</name>
        <message>
            <source>ChatDesk ended unexpectedly the last time. Your chats are kept, and nothing was sent.</source>
            <translation>ChatDesk 上次意外退出。对话均已保存，没有发送任何信息。</translation>
        </message>
        <message>
            <source>Something in ChatDesk failed the last time. A report is on this computer; nothing was sent.</source>
            <translation>ChatDesk 上次运行时出现了故障。报告在这台电脑上；没有发送任何信息。</translation>
        </message>
    </context>
    <context>
        <name>SettingsDialog</name>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>页面</translation>
        </message>
        <message>
            <source>General</source>
            <translation>常规</translation>
        </message>
        <message>
            <source>Connection</source>
            <translation>连接</translation>
        </message>
        <message>
            <source>Conversation</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>网络</translation>
        </message>
        <message>
            <source>Privacy</source>
            <translation>隐私</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
    </context>
    <context>
        <name>SettingsDock</name>
        <message>
            <source>Connection</source>
            <translation>连接</translation>
        </message>
    </context>
    <context>
        <name>SettingsPanel</name>
        <message>
            <source>&amp;Instructions for this chat</source>
            <translation>此对话的指令(&amp;I)</translation>
        </message>
        <message>
            <source>Instructions for this chat</source>
            <translation>此对话的指令</translation>
        </message>
        <message>
            <source>Such as: Answer briefly, in simple words.</source>
            <translation>例如：用简单的话简短回答。</translation>
        </message>
        <message>
            <source>&amp;All settings…</source>
            <translation>所有设置(&amp;A)…</translation>
        </message>
    </context>
    <context>
        <name>Transcript</name>
        <message>
            <source>Conversation</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>You</source>
            <translation>你</translation>
        </message>
        <message>
            <source>Assistant</source>
            <translation>助手</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copied</source>
            <translation>已复制</translation>
        </message>
        <message>
            <source>Copy as Markdown</source>
            <translation>复制为 Markdown</translation>
        </message>
        <message>
            <source>Copy formula</source>
            <translation>复制公式</translation>
        </message>
        <message>
            <source>This formula can't be drawn, so its source is shown.</source>
            <translation>无法绘制此公式，因此显示其源代码。</translation>
        </message>
        <message>
            <source>Copy link</source>
            <translation>复制链接</translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>全选</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Previous answer</source>
            <translation>上一个回复</translation>
        </message>
        <message>
            <source>Next answer</source>
            <translation>下一个回复</translation>
        </message>
        <message>
            <source>Answer {which} of {count}</source>
            <translation>第 {which} 个回复，共 {count} 个</translation>
        </message>
        <message>
            <source>Go to the newest message</source>
            <translation>转到最新消息</translation>
        </message>
        <message>
            <source>Hide reasoning</source>
            <translation>收起思考过程</translation>
        </message>
        <message>
            <source>Show reasoning</source>
            <translation>展开思考过程</translation>
        </message>
        <message>
            <source>Thought</source>
            <translation>思考过程</translation>
        </message>
        <message>
            <source>Thought for {seconds} s</source>
            <translation>思考了 {seconds} 秒</translation>
        </message>
        <message>
            <source>Thought for {minutes} min {seconds} s</source>
            <translation>思考了 {minutes} 分 {seconds} 秒</translation>
        </message>
        <message>
            <source>Thinking…</source>
            <translation>思考中…</translation>
        </message>
        <message>
            <source>The AI is thinking, please wait…</source>
            <translation>AI正在思考中，请稍等…</translation>
        </message>
        <message>
            <source>Damaged parts of this reply that were left out: {count}.</source>
            <translation>此回复有 {count} 处损坏，已略去。</translation>
        </message>
        <message>
            <source>The answer is there.</source>
            <translation>回复已完成。</translation>
        </message>
        <message>
            <source>The rest of this answer can be read in the conversation.</source>
            <translation>其余内容可在对话中阅读。</translation>
        </message>
        <message>
            <source>Code, number of lines: {count}.</source>
            <translation>代码，共 {count} 行。</translation>
        </message>
        <message>
            <source>Stopped.</source>
            <translation>已停止。</translation>
        </message>
        <message>
            <source>Interrupted.</source>
            <translation>已中断。</translation>
        </message>
        <message>
            <source>No answer came.</source>
            <translation>没有收到回复。</translation>
        </message>
        <message>
            <source>This reply was cut off.</source>
            <translation>此回复被截断。</translation>
        </message>
        <message>
            <source>The reply reached the length limit.</source>
            <translation>回复已达到长度上限。</translation>
        </message>
        <message>
            <source>The service's content filter ended this reply.</source>
            <translation>服务的内容过滤器终止了此回复。</translation>
        </message>
        <message>
            <source>Wrap lines</source>
            <translation>自动换行</translation>
        </message>
        <message>
            <source>Don't wrap lines</source>
            <translation>不换行</translation>
        </message>
        <message>
            <source>Save as…</source>
            <translation>另存为…</translation>
        </message>
        <message>
            <source>Show all lines</source>
            <translation>显示全部行</translation>
        </message>
        <message>
            <source>Show fewer lines</source>
            <translation>收起代码</translation>
        </message>
        <message>
            <source>Copy as TSV</source>
            <translation>复制为 TSV</translation>
        </message>
        <message>
            <source>Copy as CSV</source>
            <translation>复制为 CSV</translation>
        </message>
        <message>
            <source>Show all {count} lines</source>
            <translation>显示全部 {count} 行</translation>
        </message>
        <message>
            <source>Code {number}: {language}</source>
            <translation>代码 {number}：{language}</translation>
        </message>
        <message>
            <source>Code {number}</source>
            <translation>代码 {number}</translation>
        </message>
        <message>
            <source>Table {number}</source>
            <translation>表格 {number}</translation>
        </message>
        <message>
            <source>Save code</source>
            <translation>保存代码</translation>
        </message>
        <message>
            <source>Open in browser</source>
            <translation>在浏览器中打开</translation>
        </message>
        <message>
            <source>{block} — {action}</source>
            <translation>{block} — {action}</translation>
        </message>
    </context>
    <context>
        <name>Units</name>
        <message>
            <source>{size}/s</source>
            <translation>{size}/秒</translation>
        </message>
        <message>
            <source>{count} s</source>
            <translation>{count} 秒</translation>
        </message>
        <message>
            <source>{count} min</source>
            <translation>{count} 分钟</translation>
        </message>
        <message>
            <source>{hours} h {minutes} min</source>
            <translation>{hours} 小时 {minutes} 分钟</translation>
        </message>
    </context>
    <context>
        <name>WelcomeCard</name>
        <message>
            <source>Talk to OpenAI with an API key of your own.</source>
            <translation>用你自己的 API Key 与 OpenAI 对话。</translation>
        </message>
        <message>
            <source>Or begin at once without a key: a tiny model, English only, to try the app.</source>
            <translation>或者无需密钥立即开始：一个很小的模型，只懂英语，仅供试用。</translation>
        </message>
        <message>
            <source>Paste a key</source>
            <translation>粘贴密钥</translation>
        </message>
        <message>
            <source>Use the model on this computer</source>
            <translation>使用这台电脑上的模型</translation>
        </message>
    </context>
    <context>
        <name>Wording</name>
        <message>
            <source>A proxy address with a password isn't kept, since it would lie in a file.</source>
            <translation>带密码的代理地址不会保存，因为那样密码会写进文件。</translation>
        </message>
        <message>
            <source>Set the environment variable HTTPS_PROXY instead.</source>
            <translation>请改用环境变量 HTTPS_PROXY。</translation>
        </message>
        <message>
            <source>The proxy in the settings can't be used.</source>
            <translation>设置中的代理无法使用。</translation>
        </message>
        <message>
            <source>Correct it there.</source>
            <translation>请在设置中更正。</translation>
        </message>
        <message>
            <source>Another ChatDesk has this profile open and doesn't answer; here it can only be read.</source>
            <translation>另一个 ChatDesk 正在使用此配置文件夹且没有响应；这里只能查看，不能写入。</translation>
        </message>
        <message>
            <source>Close the other one, then start again.</source>
            <translation>请关闭另一个，然后重新启动。</translation>
        </message>
        <message>
            <source>Check the base URL.</source>
            <translation>请检查接口地址。</translation>
        </message>
        <message>
            <source>{host} sends requests elsewhere without saying where; nothing was sent on.</source>
            <translation>{host} 将请求转向别处但没有说明去向；没有转发任何内容。</translation>
        </message>
        <message>
            <source>What has arrived is kept.</source>
            <translation>已收到的内容已保留。</translation>
        </message>
        <message>
            <source>Your message is kept.</source>
            <translation>你的消息已保留。</translation>
        </message>
        <message>
            <source>Trying again in {seconds} s.</source>
            <translation>{seconds} 秒后重试。</translation>
        </message>
        <message>
            <source>{first} {second}</source>
            <translation>{first}{second}</translation>
        </message>
        <message>
            <source>It says: “{words}”.</source>
            <translation>它说：“{words}”。</translation>
        </message>
        <message>
            <source>Please enter your OpenAI API key</source>
            <translation>请输入你的OpenAI API Key</translation>
        </message>
        <message>
            <source>Please enter your API key for {name}</source>
            <translation>请输入你的 {name} API Key</translation>
        </message>
        <message>
            <source>This can't be an API key: it holds a character that no key has.</source>
            <translation>这不可能是 API Key：其中有密钥不会包含的字符。</translation>
        </message>
        <message>
            <source>Copy the key again and paste it here.</source>
            <translation>请重新复制密钥并粘贴到这里。</translation>
        </message>
        <message>
            <source>{host} does not accept the API key.</source>
            <translation>{host} 不接受此 API Key。</translation>
        </message>
        <message>
            <source>Check the key, or enter another one.</source>
            <translation>请检查密钥，或输入另一个。</translation>
        </message>
        <message>
            <source>{host} does not allow this with your key.</source>
            <translation>{host} 不允许用你的密钥进行此操作。</translation>
        </message>
        <message>
            <source>The region, the rights of the key or the organization can be the reason.</source>
            <translation>原因可能是地区、密钥权限或所属组织。</translation>
        </message>
        <message>
            <source>The key could not be kept in the keyring; it lasts for this session only.</source>
            <translation>密钥无法保存到密钥环，仅在本次运行期间有效。</translation>
        </message>
        <message>
            <source>Your account at {host} has no credit left.</source>
            <translation>你在 {host} 的账户余额已用完。</translation>
        </message>
        <message>
            <source>Add credit there, or go on with another model.</source>
            <translation>请前往充值，或改用其他模型。</translation>
        </message>
        <message>
            <source>{host} gets too many requests from you.</source>
            <translation>你向 {host} 发送的请求过多。</translation>
        </message>
        <message>
            <source>Wait a moment, then try again.</source>
            <translation>请稍候再试。</translation>
        </message>
        <message>
            <source>It asks you to wait {count} s, then try again.</source>
            <translation>它要求等待 {count} 秒后再试。</translation>
        </message>
        <message>
            <source>{host} is busy or out of order.</source>
            <translation>{host} 繁忙或出现故障。</translation>
        </message>
        <message>
            <source>Try again in a moment.</source>
            <translation>请稍后重试。</translation>
        </message>
        <message>
            <source>{host} does not know the model {model}.</source>
            <translation>{host} 没有名为 {model} 的模型。</translation>
        </message>
        <message>
            <source>Choose another model, or check the base URL.</source>
            <translation>请选择其他模型，或检查接口地址。</translation>
        </message>
        <message>
            <source>{host} refuses this request.</source>
            <translation>{host} 拒绝了此请求。</translation>
        </message>
        <message>
            <source>Another model or another address may help.</source>
            <translation>换一个模型或地址也许有用。</translation>
        </message>
        <message>
            <source>This conversation is too long for the model {model}.</source>
            <translation>此对话对模型 {model} 来说太长了。</translation>
        </message>
        <message>
            <source>Shorten the message, set a smaller context window, or start a new chat.</source>
            <translation>请缩短消息、设置较小的上下文窗口，或开始新对话。</translation>
        </message>
        <message>
            <source>{host} reports an error.</source>
            <translation>{host} 报告了错误。</translation>
        </message>
        <message>
            <source>The reply of {host} is larger than ChatDesk takes in.</source>
            <translation>{host} 的回复超出了 ChatDesk 能接收的大小。</translation>
        </message>
        <message>
            <source>Ask for a shorter one.</source>
            <translation>请要求更短的回答。</translation>
        </message>
        <message>
            <source>Can't find {host}.</source>
            <translation>找不到 {host}。</translation>
        </message>
        <message>
            <source>Check your network and the base URL.</source>
            <translation>请检查网络和接口地址。</translation>
        </message>
        <message>
            <source>Can't reach {host}.</source>
            <translation>无法连接 {host}。</translation>
        </message>
        <message>
            <source>Check your network, the base URL and the proxy, or try again later.</source>
            <translation>请检查网络、接口地址和代理，或稍后重试。</translation>
        </message>
        <message>
            <source>The certificate of {host} isn't trusted, so nothing was sent.</source>
            <translation>{host} 的证书不受信任，因此没有发送任何内容。</translation>
        </message>
        <message>
            <source>If it is your own server, add its certificate authority to this computer's.</source>
            <translation>如果这是你自己的服务器，请将其证书颁发机构添加到这台电脑。</translation>
        </message>
        <message>
            <source>{host} isn't an OpenAI-style API.</source>
            <translation>{host} 不是 OpenAI 风格的接口。</translation>
        </message>
        <message>
            <source>Check the base URL; it often ends in /v1.</source>
            <translation>请检查接口地址，它通常以 /v1 结尾。</translation>
        </message>
        <message>
            <source>{host} sends requests elsewhere, to {target}; nothing was sent there.</source>
            <translation>{host} 将请求转向 {target}；没有向那里发送任何内容。</translation>
        </message>
        <message>
            <source>If you trust that address, enter it as base URL.</source>
            <translation>如果你信任该地址，请将它填为接口地址。</translation>
        </message>
        <message>
            <source>Nothing more came from {host} for {count} s.</source>
            <translation>{host} 已有 {count} 秒没有新内容。</translation>
        </message>
        <message>
            <source>No answer from {host} for {count} s.</source>
            <translation>{host} 在 {count} 秒内没有回应。</translation>
        </message>
        <message>
            <source>Try again, or allow a longer wait.</source>
            <translation>请重试，或允许更长的等待时间。</translation>
        </message>
        <message>
            <source>The connection to {host} broke.</source>
            <translation>与 {host} 的连接中断了。</translation>
        </message>
        <message>
            <source>The answer of {host} was cut off.</source>
            <translation>{host} 的回答被截断了。</translation>
        </message>
        <message>
            <source>The base URL can't be used.</source>
            <translation>接口地址无法使用。</translation>
        </message>
        <message>
            <source>Enter one like https://api.openai.com/v1.</source>
            <translation>请输入类似 https://api.openai.com/v1 的地址。</translation>
        </message>
        <message>
            <source>The environment variable {variable} can't be used.</source>
            <translation>环境变量 {variable} 无法使用。</translation>
        </message>
        <message>
            <source>Correct it, or set a proxy in the settings.</source>
            <translation>请更正它，或在设置中指定代理。</translation>
        </message>
        <message>
            <source>There is no model on this computer yet.</source>
            <translation>这台电脑上还没有模型。</translation>
        </message>
        <message>
            <source>Run “make model” in ChatDesk's folder to get the starter model, or choose a GGUF file.</source>
            <translation>请在 ChatDesk 的文件夹中运行 “make model” 获取入门模型，或选择一个 GGUF 文件。</translation>
        </message>
        <message>
            <source>The llama.cpp runtime, which runs models on this computer, is not installed.</source>
            <translation>尚未安装在这台电脑上运行模型的 llama.cpp 运行库。</translation>
        </message>
        <message>
            <source>Install it with: pip install xllamacpp. Or go on with another provider.</source>
            <translation>安装命令：pip install xllamacpp。也可以改用其他提供商。</translation>
        </message>
        <message>
            <source>The model file can't be used: it is damaged, or not a GGUF file that llama.cpp knows.</source>
            <translation>模型文件无法使用：它已损坏，或不是 llama.cpp 支持的 GGUF 文件。</translation>
        </message>
        <message>
            <source>Choose another file.</source>
            <translation>请选择其他文件。</translation>
        </message>
        <message>
            <source>The model on this computer ended unexpectedly.</source>
            <translation>这台电脑上的模型意外结束了。</translation>
        </message>
        <message>
            <source>Try again; if it happens each time, choose a smaller model file.</source>
            <translation>请重试；如果每次都这样，请选择较小的模型文件。</translation>
        </message>
        <message>
            <source>The disk is full. What is on the screen is kept in memory only.</source>
            <translation>磁盘已满。屏幕上的内容目前只在内存中。</translation>
        </message>
        <message>
            <source>Free some space; ChatDesk then writes it down.</source>
            <translation>请腾出一些空间，ChatDesk 随后会写入。</translation>
        </message>
        <message>
            <source>The history can't be written. What is on the screen is kept in memory only.</source>
            <translation>无法写入历史记录。屏幕上的内容目前只在内存中。</translation>
        </message>
        <message>
            <source>Check the rights of the profile's folder.</source>
            <translation>请检查配置文件夹的权限。</translation>
        </message>
        <message>
            <source>A newer ChatDesk wrote this history; it is open for reading only.</source>
            <translation>此历史记录由更新版本的 ChatDesk 写入，现以只读方式打开。</translation>
        </message>
        <message>
            <source>Update ChatDesk to go on with it.</source>
            <translation>请更新 ChatDesk 后继续使用。</translation>
        </message>
        <message>
            <source>The history file is damaged. It was kept as {file}; nothing was deleted.</source>
            <translation>历史文件已损坏，已另存为 {file}；没有删除任何内容。</translation>
        </message>
        <message>
            <source>New chats are kept in a new file.</source>
            <translation>新的对话保存在新文件中。</translation>
        </message>
        <message>
            <source>The history can't be read or written. What is on the screen is kept in memory.</source>
            <translation>无法读写历史记录。屏幕上的内容保留在内存中。</translation>
        </message>
        <message>
            <source>Check the disk and the profile's folder.</source>
            <translation>请检查磁盘和配置文件夹。</translation>
        </message>
        <message>
            <source>Something went wrong inside ChatDesk ({name}).</source>
            <translation>ChatDesk 内部出错（{name}）。</translation>
        </message>
        <message>
            <source>Try again; the log in the profile's folder says more.</source>
            <translation>请重试；配置文件夹中的日志有更多信息。</translation>
        </message>
        <message>
            <source>{name} was not saved.</source>
            <translation>{name} 未保存。</translation>
        </message>
        <message>
            <source>The disk is full: free some space, or choose another place.</source>
            <translation>磁盘已满：请释放一些空间，或另选位置。</translation>
        </message>
        <message>
            <source>ChatDesk may not write there: choose another place.</source>
            <translation>ChatDesk 无法写入该位置：请另选位置。</translation>
        </message>
        <message>
            <source>Making the file failed: try again, or choose another format.</source>
            <translation>生成文件失败：请重试，或选择其他格式。</translation>
        </message>
        <message>
            <source>Download one on the Models page, or choose a GGUF file.</source>
            <translation>请在“模型”页下载一个，或选择 GGUF 文件。</translation>
        </message>
        <message>
            <source>This build of ChatDesk comes without it. Go on with another provider.</source>
            <translation>此版本的 ChatDesk 不含它。请改用其他服务商。</translation>
        </message>
        <message>
            <source>There is too little free memory for this model.</source>
            <translation>可用内存不足以运行此模型。</translation>
        </message>
        <message>
            <source>Close other programs, set a smaller context window, or choose a smaller model.</source>
            <translation>请关闭其他程序、设置更小的上下文窗口，或选择更小的模型。</translation>
        </message>
        <message>
            <source>The model file {file} is no longer there.</source>
            <translation>模型文件 {file} 已不在原处。</translation>
        </message>
        <message>
            <source>Choose another model.</source>
            <translation>请选择其他模型。</translation>
        </message>
        <message>
            <source>What {host} sends is not the model file that was published, so it was removed.</source>
            <translation>{host} 发来的不是所发布的模型文件，因此已将其删除。</translation>
        </message>
        <message>
            <source>Try again later, or choose another model.</source>
            <translation>请稍后重试，或选择其他模型。</translation>
        </message>
        <message>
            <source>The disk is too full for the model.</source>
            <translation>磁盘空间不足，放不下此模型。</translation>
        </message>
        <message>
            <source>Free some space, then try again.</source>
            <translation>请腾出一些空间，然后重试。</translation>
        </message>
        <message>
            <source>The disk is too full for the model: {needed} are needed, {free} are free.</source>
            <translation>磁盘空间不足，放不下此模型：需要 {needed}，可用 {free}。</translation>
        </message>
        <message>
            <source>The model file can't be written or removed ({reason}).</source>
            <translation>无法写入或删除模型文件（{reason}）。</translation>
        </message>
        <message>
            <source>Check the rights of the folder of models.</source>
            <translation>请检查模型文件夹的权限。</translation>
        </message>
        <message>
            <source>{host} does not give this file out (HTTP {status}). Try again later.</source>
            <translation>{host} 不提供此文件（HTTP {status}）。请稍后重试。</translation>
        </message>
        <message>
            <source>{host} sends downloads elsewhere, to where they aren't safe. Nothing was taken.</source>
            <translation>{host} 将下载转往不安全的地址。未接收任何内容。</translation>
        </message>
        <message>
            <source>The connection to {host} broke. What has come is kept.</source>
            <translation>与 {host} 的连接中断。已下载的部分会保留。</translation>
        </message>
        <message>
            <source>Can't reach {host}. Check your network and the proxy.</source>
            <translation>无法连接 {host}。请检查网络和代理。</translation>
        </message>
        <message>
            <source>{host} sends something else than the file. Try again later.</source>
            <translation>{host} 发来的不是该文件。请稍后重试。</translation>
        </message>
    </context>
</TS>

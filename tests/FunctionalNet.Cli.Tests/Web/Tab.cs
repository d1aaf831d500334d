using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FunctionalNet.Cli.Tests.Web;

/// <summary>A tab of headless Chromium, driven by its DevTools protocol. It records console messages and requests.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> open = new();
    private readonly SemaphoreSlim sending = new(1);
    private Task reading = Task.CompletedTask;
    private int last;

    private Tab(Process process) => this.process = process;

    /// <summary>Gets the console messages of the page and of its workers.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Gets the URLs requested by the page and by its workers.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Starts the browser with an empty tab; downloads go to the folder.</summary>
    public static async Task<Tab> Open(Browser browser, string folder)
    {
        var profile = Path.Combine(folder, "profile");
        var started = Process.Start(
            new ProcessStartInfo(
                browser.Path,
                [
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--remote-debugging-port=0",
                    $"--user-data-dir={profile}",
                    "about:blank",
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        started.OutputDataReceived += (_, _) => { };
        started.ErrorDataReceived += (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        var tab = new Tab(started);
        await tab.Connect(Path.Combine(profile, "DevToolsActivePort")).ConfigureAwait(false);
        await tab.Listen(session: null).ConfigureAwait(false);
        await tab.Send("Page.enable").ConfigureAwait(false);
        await tab.Send("Browser.setDownloadBehavior", new() { ["behavior"] = "allow", ["downloadPath"] = folder })
            .ConfigureAwait(false);
        return tab;
    }

    /// <summary>Sets the width of the window.</summary>
    public Task Resize(int width) =>
        Send(
            "Emulation.setDeviceMetricsOverride",
            new()
            {
                ["width"] = width,
                ["height"] = 900,
                ["deviceScaleFactor"] = 1,
                ["mobile"] = width < 500,
            }
        );

    /// <summary>Prefers light or dark pages, as a setting of the machine does.</summary>
    public Task Prefer(string scheme) =>
        Send(
            "Emulation.setEmulatedMedia",
            new()
            {
                ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
            }
        );

    /// <summary>Registers a script to run before those of any page.</summary>
    public Task Before(string script) => Send("Page.addScriptToEvaluateOnNewDocument", new() { ["source"] = script });

    /// <summary>Opens a page and waits until it predicts or shows an error.</summary>
    public Task Visit(string address) =>
        Visit(address, "document.documentElement?.dataset.ready || document.documentElement?.dataset.stopped");

    /// <summary>Opens a page and waits until a condition holds.</summary>
    public async Task Visit(string address, string condition)
    {
        await Send("Page.navigate", new() { ["url"] = address }).ConfigureAwait(false);
        await Until(condition).ConfigureAwait(false);
    }

    /// <summary>Evaluates an expression: its value, passed as JSON.</summary>
    public async Task<T> Evaluate<T>(string expression)
    {
        var result = await Send(
                "Runtime.evaluate",
                new()
                {
                    ["expression"] = expression,
                    ["awaitPromise"] = true,
                    ["returnByValue"] = true,
                }
            )
            .ConfigureAwait(false);
        Assert.Null(result["exceptionDetails"]?.ToJsonString());
        return result["result"]!["value"].Deserialize<T>()!;
    }

    /// <summary>Waits until an expression is true.</summary>
    public Task Until(string condition) => Until(() => Evaluate<bool>($"!!({condition})"), condition);

    /// <summary>Waits until a file exists.</summary>
    public static Task Until(FileInfo file) =>
        Until(
            () =>
            {
                file.Refresh();
                return Task.FromResult(file.Exists);
            },
            file.FullName
        );

    /// <summary>Presses the button with this text.</summary>
    public Task Press(string button) =>
        Evaluate<bool>(
            $"(() => {{ [...document.querySelectorAll('button')].find(b => b.textContent === {JsonSerializer.Serialize(button)}).click(); return true; }})()"
        );

    /// <summary>Presses a key on the focused element, as the browser handles it: Tab moves, Enter presses, letters are written.</summary>
    public async Task Key(string key)
    {
        var (code, text) = key switch
        {
            "Tab" => (9, null),
            "Enter" => (13, "\r"),
            { Length: 1 } => (char.ToUpperInvariant(key[0]), key),
            _ => (0, null),
        };
        var down = new JsonObject
        {
            ["type"] = text is null ? "rawKeyDown" : "keyDown",
            ["key"] = key,
            ["windowsVirtualKeyCode"] = code,
        };
        var up = down.DeepClone().AsObject();
        up["type"] = "keyUp";
        if (text is not null)
        {
            down["text"] = text;
        }

        await Send("Input.dispatchKeyEvent", down).ConfigureAwait(false);
        await Send("Input.dispatchKeyEvent", up).ConfigureAwait(false);
    }

    /// <summary>Draws a stroke from place to place with the pen down, in pixels of the window.</summary>
    public async Task Stroke(params (double X, double Y)[] places)
    {
        await Pen(places[0], "mousePressed").ConfigureAwait(false);
        foreach (var place in places)
        {
            await Pen(place, "mouseMoved").ConfigureAwait(false);
        }

        await Pen(places[^1], "mouseReleased").ConfigureAwait(false);

        Task Pen((double X, double Y) place, string type) =>
            Send(
                "Input.dispatchMouseEvent",
                new()
                {
                    ["type"] = type,
                    ["x"] = place.X,
                    ["y"] = place.Y,
                    ["button"] = "left",
                    ["buttons"] = 1,
                    ["clickCount"] = 1,
                }
            );
    }

    /// <summary>Selects a file in a file input.</summary>
    public async Task Choose(string selector, string file)
    {
        var document = await Send("DOM.getDocument").ConfigureAwait(false);
        var node = await Send(
                "DOM.querySelector",
                new() { ["nodeId"] = document["root"]!["nodeId"]!.GetValue<int>(), ["selector"] = selector }
            )
            .ConfigureAwait(false);
        await Send(
                "DOM.setFileInputFiles",
                new() { ["nodeId"] = node["nodeId"]!.GetValue<int>(), ["files"] = new JsonArray(file) }
            )
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        socket.Dispose();
        closing.Dispose();
        sending.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync().ConfigureAwait(false);
        process.Dispose();
    }

    private static async Task Until(Func<Task<bool>> holds, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds().ConfigureAwait(false))
        {
            Assert.True(clock.Elapsed < Longest, $"it has not come to {what}");
            await Task.Delay(20).ConfigureAwait(false);
        }
    }

    private async Task Connect(string portFile)
    {
        await Until(
                () =>
                    Task.FromResult(
                        process.HasExited || (File.Exists(portFile) && File.ReadAllLines(portFile).Length > 1)
                    ),
                "a browser that listens"
            )
            .ConfigureAwait(false);
        Assert.False(process.HasExited, "the browser does not start");
        using var client = new HttpClient();
        var port = (await File.ReadAllLinesAsync(portFile).ConfigureAwait(false))[0];
        var targets = JsonNode.Parse(
            await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/json/list")).ConfigureAwait(false)
        )!;
        var page = targets.AsArray().First(target => target!["type"]!.GetValue<string>() == "page")!;
        await socket
            .ConnectAsync(new Uri(page["webSocketDebuggerUrl"]!.GetValue<string>()), CancellationToken.None)
            .ConfigureAwait(false);
        reading = Read();
    }

    // Workers are separate targets, which are paused until the test attaches to them.
    private async Task Listen(string? session)
    {
        await Send("Runtime.enable", session: session).ConfigureAwait(false);
        await Send("Network.enable", session: session).ConfigureAwait(false);
        if (session is null)
        {
            await Send("Log.enable").ConfigureAwait(false);
            await Send(
                    "Target.setAutoAttach",
                    new()
                    {
                        ["autoAttach"] = true,
                        ["waitForDebuggerOnStart"] = true,
                        ["flatten"] = true,
                    }
                )
                .ConfigureAwait(false);
        }
        else
        {
            await Send("Runtime.runIfWaitingForDebugger", session: session).ConfigureAwait(false);
        }
    }

    private async Task<JsonNode> Send(string method, JsonObject? parameters = null, string? session = null)
    {
        var id = Interlocked.Increment(ref last);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        open[id] = answer;
        var message = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters ?? [],
        };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        await sending.WaitAsync().ConfigureAwait(false);
        try
        {
            await socket
                .SendAsync(
                    JsonSerializer.SerializeToUtf8Bytes(message),
                    WebSocketMessageType.Text,
                    endOfMessage: true,
                    closing.Token
                )
                .ConfigureAwait(false);
        }
        finally
        {
            sending.Release();
        }

        return await answer.Task.WaitAsync(Longest).ConfigureAwait(false);
    }

    private async Task Read()
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                using var message = new MemoryStream();
                WebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer, closing.Token).ConfigureAwait(false);
                    message.Write(buffer, 0, part.Count);
                } while (!part.EndOfMessage);
                Told(JsonNode.Parse(message.ToArray())!);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            foreach (var waiting in open.Values)
            {
                waiting.TrySetException(e);
            }
        }
    }

    private void Told(JsonNode message)
    {
        if (message["id"]?.GetValue<int>() is { } id)
        {
            if (open.TryRemove(id, out var answer))
            {
                answer.SetResult(message["result"] ?? new JsonObject());
            }

            return;
        }

        var told = message["params"]!;
        switch (message["method"]!.GetValue<string>())
        {
            case "Target.attachedToTarget":
                _ = Listen(told["sessionId"]!.GetValue<string>());
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(told["request"]!["url"]!.GetValue<string>());
                break;
            case "Runtime.consoleAPICalled":
                Complaints.Enqueue(told["args"]!.ToJsonString());
                break;
            case "Runtime.exceptionThrown":
                Complaints.Enqueue(told["exceptionDetails"]!.ToJsonString());
                break;
            case "Log.entryAdded":
                Complaints.Enqueue(told["entry"]!.ToJsonString());
                break;
            default:
                break;
        }
    }
}

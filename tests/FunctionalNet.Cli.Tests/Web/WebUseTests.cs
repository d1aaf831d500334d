using static FunctionalNet.Net;

namespace FunctionalNet.Cli.Tests.Web;

/// <summary>A page of <c>fnet web</c> in use: by the pen, by keys alone, in the dark, with a camera and without.</summary>
public class WebUseTests(TrainedDigits digits)
{
    [Fact]
    public async Task A_digit_drawn_by_the_pen_is_added_with_its_label_and_learned()
    {
        await using var page = await Written.By(digits.Model, "--train");
        await page.Tab.Resize(1400);
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        await page.Tab.Press("Add it");
        await page.Tab.Until("document.querySelector('#learn-note').textContent.startsWith('There is nothing to add')");

        // A stroke downwards is a one, and is taught as a four.
        var box = await page.Tab.Evaluate<double[]>(
            "(box => [box.x, box.y, box.width, box.height])(document.querySelector('.frame').getBoundingClientRect())"
        );
        await Draw();
        await page.Tab.Until("!document.querySelector('#result').classList.contains('blank')");
        var before = await page.Shares();
        Assert.InRange(before[4], 0, 0.5);
        await page.Tab.Evaluate<string>("document.querySelector('#label').value = '4'");
        await page.Tab.Press("Add it");
        await page.Tab.Until("document.querySelectorAll('.examples li').length === 1");
        Assert.Equal("4", await page.Tab.Evaluate<string>("document.querySelector('.examples button').textContent"));

        // Its picture goes to the examples, and the frame is empty again.
        Assert.True(await page.Tab.Evaluate<bool>(Inked(".examples canvas")));
        await page.Tab.Until("document.querySelector('#result').classList.contains('blank')");
        Assert.False(await page.Tab.Evaluate<bool>(Inked(".seen")));

        await page.Tab.Press("Learn");
        var losses = await page.Losses(100);
        Assert.True(losses[^1] < losses[0] / 4, $"{losses[0]} falls to {losses[^1]}");
        await Draw();
        await page.Tab.Until("document.querySelectorAll('.bars li')[4].dataset.value > 0.5");
        page.IsQuiet();

        Task Draw() =>
            page.Tab.Stroke([
                .. Enumerable
                    .Range(0, 9)
                    .Select(i => (box[0] + (box[2] * 0.5), box[1] + (box[3] * (0.2 + (i * 0.075))))),
            ]);

        static string Inked(string canvas) =>
            $"(canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value, i) => i % 4 === 0 && value < 200))(document.querySelector('{canvas}'))";
    }

    [Fact]
    public async Task All_of_it_is_done_by_keys_alone_and_learns_as_our_executor_does()
    {
        await using var page = await Written.By(digits.Model, "--train");
        await page.Tab.Resize(420);
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());

        // The drawing, with words for what the keys do.
        await Reach(".frame");
        Assert.Contains(
            "Arrows move, space fills",
            await page.Tab.Evaluate<string>("document.activeElement.ariaLabel"),
            StringComparison.Ordinal
        );
        var example = WebPageTests.HeldOut.Take([0]);
        await page.Draw(example.Inputs.Span.ToArray());
        await page.Tab.Until("document.querySelector('#live').textContent.startsWith('row 8, column 1: ')");
        await Reach("#label");
        await page.Tab.Key($"{example.Targets.Span[0]}");
        await Press("Add it");
        await page.Tab.Until("document.querySelectorAll('.examples li').length === 1");
        await Reach("#steps");
        await page.Tab.Key("7");
        await Press("Learn");
        var losses = await page.Losses(7);
        var begun = WebPageTests.Trainer.Begin(digits.Model).OrThrow();
        Assert.All(
            losses.Zip(
                begun.Training.Scan(begun.State, example.Batches(32).Repeat(epochs: 7)),
                (ours, state) => (ours, state.Loss)
            ),
            pair => Assert.Equal(pair.Loss, pair.ours, 1e-4)
        );

        // What is removed leaves the keys where they were.
        await Press("Undo to the start");
        await page.Tab.Until("document.querySelector('#learn-note').textContent === 'As at the start.'");
        await Reach(".examples button");
        await page.Tab.Key("Enter");
        await page.Tab.Until("document.querySelectorAll('.examples li').length === 0");
        Assert.True(await page.Tab.Evaluate<bool>("document.activeElement !== document.body"));
        page.IsQuiet();

        async Task Press(string button)
        {
            await page
                .Tab.Evaluate<bool>(
                    $"([...document.querySelectorAll('button')].find(b => b.textContent === '{button}').dataset.wanted = 'true', true)"
                )
                .ConfigureAwait(false);
            await Reach("[data-wanted]").ConfigureAwait(false);
            await page.Tab.Evaluate<bool>("delete document.activeElement.dataset.wanted").ConfigureAwait(false);
            await page.Tab.Key("Enter").ConfigureAwait(false);
        }

        // By Tab, through whatever lies between, each of which is outlined.
        async Task Reach(string selector)
        {
            for (
                var i = 0;
                !await page.Tab.Evaluate<bool>($"document.activeElement.matches('{selector}')").ConfigureAwait(false);
                i++
            )
            {
                Assert.True(i < 60, $"{selector} is not reached");
                await page.Tab.Key("Tab").ConfigureAwait(false);
                Assert.True(
                    await page
                        .Tab.Evaluate<bool>(
                            "(on => on === document.body || getComputedStyle(on.matches('.unseen') ? on.nextSibling : on).outlineStyle !== 'none')(document.activeElement)"
                        )
                        .ConfigureAwait(false),
                    "where the keys are is not seen"
                );
            }
        }
    }

    [Fact]
    public async Task Every_control_is_reached_by_tab_and_has_a_name()
    {
        await using var page = await Written.By("iris", "--train");
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        const string Controls =
            "[...document.querySelectorAll('button, input, select, textarea, summary, a[href], [tabindex]')].filter(one => one.getClientRects().length > 0 && !one.disabled)";
        var count = await page.Tab.Evaluate<int>($"{Controls}.length");
        Assert.InRange(count, 12, 40);
        for (var i = 0; i < count; i++)
        {
            await page.Tab.Key("Tab");
            await page.Tab.Evaluate<string>("document.activeElement.dataset.reached = 'true'");
        }

        Assert.Empty(
            await page.Tab.Evaluate<string[]>(
                $"{Controls}.filter(one => !one.dataset.reached).map(one => one.outerHTML)"
            )
        );
        Assert.Empty(
            await page.Tab.Evaluate<string[]>(
                $"{Controls}.filter(one => !(one.ariaLabel || one.labels?.[0]?.textContent || one.textContent).trim()).map(one => one.outerHTML)"
            )
        );
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Every_word_is_readable_in_light_and_in_dark(string scheme)
    {
        await using var page = await Written.By(digits.Model, "--train");
        await page.Tab.Resize(1400);
        await page.Tab.Prefer(scheme);
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        await page.Learn(WebPageTests.HeldOut.Take([.. Enumerable.Range(0, 8)]), steps: 3);
        await page.Tab.Evaluate<bool>(
            "(document.querySelector('#problem').textContent = 'what is wrong', document.querySelector('#problem').hidden = false)"
        );
        var paper = await page.Tab.Evaluate<string>("getComputedStyle(document.body).backgroundColor");
        Assert.Equal(scheme == "dark" ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)", paper);
        var words = await Contrast.Of(page.Tab);
        Assert.True(words.Length > 60, $"only {words.Length} texts are seen");
        Assert.DoesNotContain(words, word => word.Ratio < Contrast.Least);

        // The drawing is ink on white paper in either.
        Assert.InRange(
            await page.Tab.Evaluate<int>(
                "document.querySelector('.frame').getContext('2d').getImageData(2, 2, 1, 1).data[0]"
            ),
            250,
            255
        );
        page.IsQuiet();
    }

    [Fact]
    public async Task A_picture_is_taken_by_the_camera_and_where_there_is_none_the_page_says_so()
    {
        Key key = 5;
        var training = Training.Of(Flatten() >> Dense(2), SoftmaxCrossEntropy(), Adam(0.01));
        var options = new WebOptions
        {
            Form = InputForm.Image(8, 8, channels: 3),
            Export = new() { Softmax = true },
        };
        var start = training.Init(key, new(3, 8, 8));
        await using var page = await Written.By(folder => start.Model.ToWeb(folder, options));

        // A browser that has no camera.
        await page.Tab.Visit(page.Address);
        Assert.Equal(string.Empty, await page.Problem());
        await page.Tab.Press("Camera");
        const string Note = "document.querySelector('#form [role=status]').textContent";
        await page.Tab.Until($"{Note}.startsWith('There is no camera to be had: ')");
        Assert.Equal(
            string.Empty,
            await page.Tab.Evaluate<string>("[...document.querySelectorAll('video')].filter(one => !one.hidden).join()")
        );

        // One before which there is a red wall.
        await page.Tab.Before(
            """
            navigator.mediaDevices.getUserMedia = async () => {
              const wall = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
              const paint = () => Object.assign(wall.getContext('2d'), { fillStyle: 'rgb(200, 20, 20)' }).fillRect(0, 0, 64, 64);
              setInterval(paint, 30);
              paint();
              return (window.stream = wall.captureStream());
            };
            """
        );
        await page.Tab.Visit(page.Address);
        await page.Tab.Press("Camera");
        await page.Tab.Until("document.activeElement.textContent === 'Take it'");
        await page.Tab.Press("Take it");
        await page.Tab.Until("document.querySelector('.bars li')");
        var pixel = await page.Tab.Evaluate<int[]>(
            "[...document.querySelector('canvas.view').getContext('2d').getImageData(4, 4, 1, 1).data]"
        );
        Assert.InRange(pixel[0], 190, 210);
        Assert.InRange(pixel[1], 10, 30);
        Assert.Equal("ended", await page.Tab.Evaluate<string>("stream.getTracks()[0].readyState"));
        Assert.Equal("Camera", await page.Tab.Evaluate<string>("document.activeElement.textContent"));

        // A host without https, where browsers give no camera.
        await page.Tab.Before("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })");
        await page.Tab.Visit(page.Address);
        Assert.True(
            await page.Tab.Evaluate<bool>(
                "[...document.querySelectorAll('button')].find(b => b.textContent === 'Camera').hidden"
            )
        );
    }
}

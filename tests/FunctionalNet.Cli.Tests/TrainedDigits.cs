using FunctionalNet.Cli.Tests;

[assembly: AssemblyFixture(typeof(TrainedDigits))]

namespace FunctionalNet.Cli.Tests;

/// <summary>Fixture: one default run of <c>fnet train digits</c>, whose file many tests use.</summary>
public sealed class TrainedDigits : IAsyncLifetime
{
    private readonly Folder folder = new();

    public string Model => folder[Path.Combine("models", "digits", "digits.onnx")];

    internal Tool.Ended Run { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Run = await Tool.RunAlone(folder.Path, "train", "digits").ConfigureAwait(false);

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

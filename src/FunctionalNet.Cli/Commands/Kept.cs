namespace FunctionalNet.Cli.Commands;

/// <summary>What was learned is not lost with the place that it should go to.</summary>
internal static class Kept
{
    /// <summary>Writes a state beside a file that could not be written, or else among the temporary ones, and says where; nothing where it cannot.</summary>
    public static string Of(TrainState<float> state, string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var file = new[]
        {
            // Beside a device there is no place for files.
            FileKinds.Of(path)
                is FileKind.None
                    or FileKind.Regular
                ? Path.ChangeExtension(path, ".safetensors")
                : null,
            Path.Combine(Path.GetTempPath(), $"{name}.safetensors"),
            Path.Combine(Path.GetTempPath(), $"{name}-{Guid.NewGuid():N}.safetensors"),
        }.OfType<string>().FirstOrDefault(file => !File.Exists(file) && state.Save(file).IsRight);
        return file is null ? string.Empty : $"; what is learned lies in {file}";
    }
}

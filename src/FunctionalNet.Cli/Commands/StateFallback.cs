namespace FunctionalNet.Cli.Commands;

/// <summary>Saves a trained state if the output file cannot be written.</summary>
internal static class StateFallback
{
    /// <summary>
    /// Writes a state beside the output file, or else to the temporary folder, and returns where, as text; empty if neither is possible.
    /// </summary>
    public static string Of(TrainState<float> state, string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var file = new[]
        {
            // No files can be created beside a device.
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

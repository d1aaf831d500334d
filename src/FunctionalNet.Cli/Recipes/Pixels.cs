namespace FunctionalNet.Cli.Recipes;

/// <summary>The form of images in bytes.</summary>
internal static class Pixels
{
    /// <summary>That of [height, width] or [channels, height, width]; null for another shape.</summary>
    public static InputForm? Of(Shape sample) =>
        sample switch
        {
            [{ IsKnown: true } height, { IsKnown: true } width] => InputForm.Image(height.Size, width.Size),
            [{ IsKnown: true, Size: 1 or 3 } channels, { IsKnown: true } height, { IsKnown: true } width] =>
                InputForm.Image(height.Size, width.Size, channels.Size),
            _ => null,
        };
}

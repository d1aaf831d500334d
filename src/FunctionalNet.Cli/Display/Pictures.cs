using Spectre.Console;

namespace FunctionalNet.Cli.Display;

/// <summary>Small grey pictures on the terminal, in a row.</summary>
internal static class Pictures
{
    private const string Shades = " .:-=+*#%@";

    /// <summary>Pictures of one size, each below its title.</summary>
    /// <param name="pictures">Title and pixels from 0 to 1 in row-major order.</param>
    /// <param name="width">The number of pixels in a row.</param>
    public static void Show(IReadOnlyList<(string Title, float[] Pixels)> pictures, int width)
    {
        var cell = (2 * width) + 2;
        Console.WriteLine(string.Concat(pictures.Select(picture => picture.Title.PadRight(cell))));
        for (var row = 0; row < pictures[0].Pixels.Length / width; row++)
        {
            Console.WriteLine(
                string.Concat(
                    pictures.Select(picture =>
                        string.Concat(picture.Pixels.Skip(row * width).Take(width).Select(Shade)).PadRight(cell)
                    )
                )
            );
        }
    }

    // Two adjacent characters are about a square.
    private static string Shade(float pixel) =>
        new(Shades[(int)Math.Clamp(pixel * Shades.Length, 0, Shades.Length - 1)], 2);
}

using FunctionalNet;

namespace FunctionalNet.Cli.Tests.Readme;

internal static class PackageImages
{
    public static void Run()
    {
        // A folder for each class, and in it pictures of any of these formats; they are brought to one size.
        var options = new ImageOptions { Size = (32, 32), Decode = SkiaImages.Read };
        var pets = ImageFolder.Open("pets", options).OrThrow();
        var (learned, heldOut) = pets.Places.HoldOut(0.5, key: 1);
        var batches = pets.Read(learned.Shuffle(key: 2).Batches(32)).Prefetch();
        Console.WriteLine($"{pets}: {batches.Samples} to learn, {heldOut.Count} held out");

        // One picture as it is: numbers from 0 to 255 in 1 channel for grey, in 3 for colors, and in one more for how opaque it is.
        var photo = SkiaImages.Load("photo.jpg").OrThrow();
        Console.WriteLine($"{photo.Shape[0]} channels of {photo.Shape[2]} x {photo.Shape[1]} pixels");
    }
}

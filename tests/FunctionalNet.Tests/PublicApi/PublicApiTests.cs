using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace FunctionalNet.Tests.PublicApi;

/// <summary>The public API changes only on purpose: each assembly has a listing in this folder.</summary>
/// <remarks>To accept a change, run the tests once with the environment variable ACCEPT_PUBLIC_API=1 and commit the listing.</remarks>
public class PublicApiTests
{
    private const string Accept = "ACCEPT_PUBLIC_API";

    // One line for each assembly of src; the project file must list it, too.
    public static TheoryData<string> Assemblies =>
        [
            "FunctionalNet",
            "FunctionalNet.Images",
            "FunctionalNet.Mpi",
            "FunctionalNet.Onnx",
            "FunctionalNet.OnnxRuntime",
            "FunctionalNet.Verification",
        ];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_api_is_the_listing(string name)
    {
        var actual = Listing.Of(Assembly.Load(name));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(Path.Combine(Folder(), $"{name}.txt"), actual);
            return;
        }

        var expected = Resources.Text($"{name}.txt");
        var difference = Difference(expected, actual);
        Assert.True(
            difference.Length == 0,
            $"The public API of {name} differs from PublicApi/{name}.txt.\n{difference}\n"
                + $"If that is meant, run the tests once with {Accept}=1 and commit the listing."
        );
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_difference_names_type_and_member()
    {
        var (before, after) = ("class A\n    int X\n    int Y\n", "class A\n    int X\n    long Y\nclass B\n");
        Assert.Equal("- class A:     int Y\n+ class A:     long Y\n+ class B", Difference(before, after));
        Assert.Empty(Difference(before, before));
    }

    private static string Difference(string before, string after)
    {
        var (old, fresh) = (Qualified(before).ToArray(), Qualified(after).ToArray());
        return string.Join(
            '\n',
            [
                .. old.Except(fresh, StringComparer.Ordinal).Select(line => $"- {line}"),
                .. fresh.Except(old, StringComparer.Ordinal).Select(line => $"+ {line}"),
            ]
        );
    }

    private static IEnumerable<string> Qualified(string listing)
    {
        var type = string.Empty;
        foreach (var line in listing.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            type = line.StartsWith(' ') ? type : line;
            yield return line == type ? type : $"{type}: {line}";
        }
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

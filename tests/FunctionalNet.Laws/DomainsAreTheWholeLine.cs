using Xunit;

namespace FunctionalNet.Laws;

/// <summary>
/// The laws draw from the whole line, unless an operator's examples state why not, and what happens outside of the domain.
/// </summary>
public class DomainsAreTheWholeLine
{
    private const double Reach = 2;

    public static TheoryData<string, string> Examples { get; } = Laws.Examples();

    [Theory]
    [MemberData(nameof(Examples))]
    public void Or_say_what_comes_outside(string onnx, string name) =>
        Assert.All(
            Laws.Example(onnx, name).Domains.Where(domain => domain.Element == ElementType.Float),
            domain =>
                Assert.True(
                    (domain.Low <= -Reach && domain.High >= Reach) != domain.Outside is not null,
                    $"{onnx}, {name}: from {domain.Low} to {domain.High}, and outside: {domain.Outside ?? "nothing is said"}"
                )
        );
}

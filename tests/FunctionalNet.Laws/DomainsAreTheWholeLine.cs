using Xunit;

namespace FunctionalNet.Laws;

/// <summary>The laws are tried on the whole line, unless an operator says in its file why not, and what comes outside of it.</summary>
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

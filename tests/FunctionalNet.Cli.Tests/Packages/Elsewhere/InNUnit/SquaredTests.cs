using FunctionalNet.Verification;
using Library;
using NUnit.Framework;
using static FunctionalNet.Net;

namespace InNUnit;

public class SquaredTests
{
    [Test]
    public void Right() => GradientCheck.Layer(new Squared(2), Shapes.Ranks(2, 3));

    [Test]
    public void Wrong() => GradientCheck.Layer(Dense(3) >> new Squared(1), Shapes.Ranks(2, 3));
}

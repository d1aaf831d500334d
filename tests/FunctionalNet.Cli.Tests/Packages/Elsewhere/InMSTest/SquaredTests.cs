using FunctionalNet.Verification;
using Library;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static FunctionalNet.Net;

namespace InMSTest;

[TestClass]
public class SquaredTests
{
    [TestMethod]
    public void Right() => GradientCheck.Layer(new Squared(2), Shapes.Ranks(2, 3));

    [TestMethod]
    public void Wrong() => GradientCheck.Layer(Dense(3) >> new Squared(1), Shapes.Ranks(2, 3));
}

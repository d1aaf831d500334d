/// What is easy to call from C# is easy to call from F#: no spans, no casts, no operator that F# does not find.
module FunctionalNet.FSharpTests.CallsTests

open FunctionalNet
open type FunctionalNet.Net
open Xunit

let private x = Expr.Input("x", Shape(2, 3))

[<Fact>]
let ``Shapes take numbers, names and arrays`` () =
    Assert.Equal<Shape>(Shape(2, 3), Shape.Of [| 2; 3 |])
    Assert.Equal("[n, 3]", Shape(Dim.Named "n", 3).ToString())

[<Fact>]
let ``Numbers stand on either side of an operator`` () =
    for y in [ 2.0 * x; x * 2.0; 1.0 - x; x / 2.0; 1.0 / x + 0.5; -x ] do
        Assert.Equal<Shape>(x.Shape, y.Shape)

[<Fact>]
let ``Axes are a number, several, or all`` () =
    Assert.Equal<Shape>(Shape(2), x.ReduceSum(-1).Shape)
    Assert.Equal<Shape>(Shape(2, 1), x.ReduceMean(1, keepDims = true).Shape)
    Assert.Equal<Shape>(Shape.Scalar, x.ReduceMax(Axes(0, 1)).Shape)
    Assert.Equal<Shape>(Shape.Scalar, x.ReduceMin().Shape)
    Assert.Equal<Shape>(Shape(3, 2), x.Reshape(3, 2).Shape)
    Assert.Equal<Shape>(Shape(3, 2), x.Transpose().Shape)

[<Fact>]
let ``Layers are composed by an operator or a method, to the same chain`` () =
    let model = Dense(4) >=> Gelu() >=> Dense(2)
    Assert.Equal<Layer>(model, Dense(4).Then(Gelu()).Then(Dense(2)))
    Assert.Equal("Dense(4) >> Gelu() >> Dense(2)", model.ToString())
    Assert.Equal("Concat(1, Dense(3), Dense(4))", Net.Concat(1, Dense(3), Dense(4)).ToString())

[<Fact>]
let ``Transforms are composed likewise`` () =
    let clipped = ClipByGlobalNorm(1.0) >=> Adam(1e-3)
    Assert.Equal<Transform>(clipped, ClipByGlobalNorm(1.0).Then(Adam(1e-3)))

[<Fact>]
let ``Schedules take points, tensors indices`` () =
    let rate = PiecewiseLinear(struct (0, 1e-3), struct (10, 1e-4))
    Assert.Contains("PiecewiseLinear", rate.ToString())
    let matrix = Tensor.Of(Shape(2, 2), 1f, 2f, 3f, 4f)
    Assert.Equal(3f, matrix[1, 0])
    Assert.Equal(2f, Tensor.Vector([| 1f; 2f |])[1])

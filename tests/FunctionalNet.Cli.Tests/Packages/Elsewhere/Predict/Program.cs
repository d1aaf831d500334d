using FunctionalNet;
using Library;

var path = args[0];
Ring.Learn(7).SaveOnnx(path).OrThrow();
using var predictor = OnnxPredictor.Load(path).OrThrow();
var others = Ring.Points(8).All();
Console.WriteLine($"accuracy {Metrics.Accuracy(predictor.Predict(others.Inputs), others.Targets):F2}");

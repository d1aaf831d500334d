using Onnx;
using static FunctionalNet.Net;

namespace FunctionalNet.OnnxTests;

/// <summary>From a trained model to a file that runs in ONNX Runtime.</summary>
public sealed class SaveOnnxTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fnet");

    public static TheoryData<string> Names { get; } = [.. Models.All.Keys.Order(StringComparer.Ordinal)];

    private string File => Path.Combine(folder.FullName, "model.onnx");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Options_that_contradict_the_model_or_each_other_are_errors()
    {
        var model = Training.Of(Dense(3), SoftmaxCrossEntropy(), Sgd(0.1)).Init(1, new(2)).Model;
        model.SaveOnnx(File, new() { Labels = ["cat", "dog"] }).ErrorOf().Says("3 scores", "2 Labels, cat, dog");
        model
            .SaveOnnx(File, new() { Labels = ["a", "b", "c", "d"] })
            .ErrorOf()
            .Says("is not written", "3 scores", "4 Labels");
        model.SaveOnnx(File, new() { LabelOutput = true }).ErrorOf().Says("needs Labels");
        model.SaveOnnx(File, new() { Input = "weight" }).ErrorOf().Says("is not written", "weight");
        model.SaveOnnx(File, new() { Output = "input" }).ErrorOf().Says("'input'", "twice");
        model.SaveOnnx(File, new() { Output = "class", ArgMax = true }).ErrorOf().Says("'class'", "twice");
        Assert.Empty(folder.EnumerateFiles());

        model.SaveOnnx(File, new() { Labels = null! }).OrThrow();
        model.SaveOnnx(File, new() { Labels = ["a", "b", "c"] }).OrThrow();
        var one = Training.Of(Dense(1), BinaryCrossEntropy(), Sgd(0.1)).Init(1, new(2)).Model;
        one.SaveOnnx(File, new() { Labels = ["no", "yes"] }).OrThrow();
    }

    [Fact]
    public void A_trained_model_runs_in_onnx_runtime_with_a_batch_size_that_training_never_saw()
    {
        // Three clusters in the plane that no line through the origin separates.
        var inputs = Samples.Normal<float>(new(300, 2), 1);
        float[] labels = [.. Enumerable.Range(0, 300).Select(i => (float)(i % 3))];
        float[] points =
        [
            .. inputs
                .Span.ToArray()
                .Select((x, i) => (0.3f * x) + (i % 2 == 0 ? i / 2 % 3 : (i / 2 % 3) * (i / 2 % 3))),
        ];
        var data = new Dataset<float>(Tensor.Of(new(300, 2), points), Tensor.Vector(labels));
        var training = Training.Of(Dense(24) >> Tanh() >> Dropout(0.1) >> Dense(3), SoftmaxCrossEntropy(), Adam(0.01));
        var trained = training.Fold(training.Init(2, new(2)), data.Shuffle(1).Batches(32).Repeat(epochs: 30));

        var report = trained.Model.SaveOnnx(File, new() { Softmax = true }, data.Inputs).OrThrow();

        Assert.True(report.LargestDifference < 1e-5, report.ToString());
        Assert.Equal([1, 3, 17, 300], report.Batches);
        Assert.Equal((2 * 24) + 24 + (24 * 3) + 3, report.Parameters);
        Assert.Equal(new FileInfo(File).Length, report.Bytes);
        Assert.Equal("input: Float[batch, 2]", Assert.Single(report.Inputs).ToString());
        Assert.Equal("output: Float[batch, 3]", Assert.Single(report.Outputs).ToString());

        using var predictor = OnnxPredictor.Load(File).OrThrow();
        var some = Tensor.Of(new(101, 2), points.AsSpan(0, 202));
        var probabilities = predictor.Predict(some);
        Assert.Equal(new Shape(101, 3), probabilities.Shape);
        var hits = Enumerable
            .Range(0, 101)
            .Count(i => probabilities.Span.Slice(i * 3, 3).IndexOf(Largest(probabilities, i)) == (int)labels[i]);
        Assert.True(hits > 80, $"{hits} of 101");
        Assert.All(Enumerable.Range(0, 101), i => Assert.Equal(1, Sum(probabilities, i), 1e-5));

        static float Largest(Tensor<float> rows, int i) => rows.Span.Slice(i * 3, 3).ToArray().Max();
        static float Sum(Tensor<float> rows, int i) => rows.Span.Slice(i * 3, 3).ToArray().Sum();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_is_written_in_both_number_types(string name)
    {
        var single = Models.Of(name).SaveOnnx(File).OrThrow();
        Assert.True(single.LargestDifference < 1e-4, single.ToString());

        // Parameters in double are exported as float32.
        var rounded = Models.Of<double>(name).SaveOnnx(File).OrThrow();
        Assert.True(rounded.LargestDifference < 1e-4, rounded.ToString());
    }

    [Fact]
    public void A_model_whose_tokens_lie_beside_numbers_is_compared_on_tokens()
    {
        var layer = Inputs((new(3), Dense(4)), (new(2), Embedding(5, 3) >> Flatten())) >> Dense(2);
        var model = Training.Of(layer, MeanSquaredError(), Sgd(0.1)).Init(1, new(5)).Model;
        Assert.InRange(model.SaveOnnx(File).OrThrow().LargestDifference, 0, 1e-5);
        var normalization = Normalization.Of([1, 2, 3, 0, 0], [2, 3, 4, 1, 1]);
        Assert.InRange(
            model.SaveOnnx(File, new() { Normalization = normalization }).OrThrow().LargestDifference,
            0,
            1e-5
        );
    }

    [Fact]
    public void A_normalization_takes_raw_data()
    {
        var model = Models.Of("linear");
        var normalization = Normalization.Of([1, 20, 300, 4000], [2, 3, 5, 7]);
        model.SaveOnnx(File, new() { Normalization = normalization }).OrThrow();
        using var predictor = OnnxPredictor.Load(File).OrThrow();

        var raw = Tensor.Of(new(2, 4), 3f, 17f, 310f, 4007f, 1f, 26f, 295f, 3993f);
        var normalized = Tensor.Of(new(2, 4), 1f, -1f, 2f, 1f, 0f, 2f, -1f, -1f);
        Samples.Close(model.Predict(normalized), predictor.Predict(raw), 1e-6);
    }

    [Fact]
    public void A_missing_value_is_the_mean_in_the_file_too()
    {
        var model = Models.Of("linear");
        var samples = Tensor.Of(
            new(3, 4),
            1f,
            20f,
            300f,
            float.NaN,
            float.NaN,
            26f,
            295f,
            float.NaN,
            5f,
            3f,
            4f,
            float.NaN
        );
        var known = Tensor.Of(new(1, 4), 1f, 2f, 3f, 4f);
        foreach (
            var normalization in (Normalization[])
                [Normalization.Fit(samples), Normalization.Fit(known, perElement: false).Filling()]
        )
        {
            foreach (var opset in (int[])[11, 21, 26])
            {
                var options = new ExportOptions { Normalization = normalization, Opset = opset };
                model.SaveOnnx(File, options, samples).OrThrow();
                using var predictor = OnnxPredictor.Load(File).OrThrow();
                Samples.Close(model.Predict(normalization.Apply(samples)), predictor.Predict(samples), 1e-6);
            }
        }

        Assert.False(Normalization.Fit(known).FillsMissing);
    }

    [Fact]
    public void A_normalization_fits_one_number_the_last_axis_or_each_element()
    {
        var model = Models.Of("dense over rows"); // [5, 3]
        foreach (var count in (int[])[1, 3, 15])
        {
            var numbers = Enumerable.Range(1, count).Select(i => (double)i).ToArray();
            model.SaveOnnx(File, new() { Normalization = Normalization.Of(numbers, numbers) }).OrThrow();
        }

        var five = new ExportOptions { Normalization = Normalization.Of([1, 2, 3, 4, 5], [1]) };
        Assert.Contains(
            "5 numbers",
            Assert.Throws<ShapeException>(() => model.ToOnnx(five)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => Normalization.Of(0, 0));
    }

    [Fact]
    public void Metadata_come_back_from_both_readers()
    {
        var training = Training.Of(Dense(2), SoftmaxCrossEntropy(), Adam(0.01));
        var state = training.Init(5, new(3));
        var options = new ExportOptions
        {
            Labels = ["cat", "dög \"x\""],
            Description = "Two animals",
            ModelVersion = 7,
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["author"] = "me" },
            Input = "pixels",
            Output = "scores",
            Batch = "n",
        };
        state.Model.SaveOnnx(File, options).OrThrow();

        using var predictor = OnnxPredictor.Load(File).OrThrow();
        var file = OnnxModel.Load(File).OrThrow();

        Assert.Equal(["cat", "dög \"x\""], predictor.Labels);
        Assert.Equal(["cat", "dög \"x\""], file.Labels);
        Assert.Equal("me", predictor.Metadata["author"]);
        Assert.Equal("me", file.Metadata["author"]);
        Assert.Contains("Adam", predictor.Metadata["recipe"], StringComparison.Ordinal);
        Assert.Contains("0 steps", file.Metadata["recipe"], StringComparison.Ordinal);
        Assert.Equal(("Two animals", 7L), (predictor.Description, predictor.ModelVersion));
        Assert.Equal(("Two animals", 7L), (file.Description, file.ModelVersion));
        Assert.Equal("pixels: Float[n, 3]", predictor.Inputs[0].ToString());
        Assert.Equal("scores: Float[n, 2]", predictor.Outputs[0].ToString());
        Assert.StartsWith("FunctionalNet", file.Producer, StringComparison.Ordinal);
        Assert.Equal(OnnxExport.Opset, file.Opset);
    }

    [Fact]
    public void Names_are_those_of_layers_and_parameters()
    {
        var graph = OnnxExport.Of(Models.Of("residual")).Graph;
        Assert.Equal(
            "0/MatMul 0/Add 1/0/MatMul 1/0/Add 1/1/Relu 1/2/MatMul 1/2/Add 1/Add 2/MatMul 2/Add",
            string.Join(" ", graph.Node.Select(node => node.Name))
        );
        Assert.Contains("1/0/weight", graph.Initializer.Select(tensor => tensor.Name), StringComparer.Ordinal);
        Assert.Equal(graph.Node.Count - 1, graph.ValueInfo.Count);
    }

    [Fact]
    public void What_a_body_is_made_of_belongs_to_its_layer()
    {
        var layer = Dense(3) >> Named("head", Lambda(x => x.SoftmaxCrossEntropyLoss(x.ArgMax(-1))));
        var graph = OnnxExport.Of(Training.Of(layer, MeanSquaredError(), Sgd(0.1)).Init(1, new(2)).Model).Graph;
        Assert.Equal(
            "0/MatMul 0/Add head/ArgMax head/Reshape head/Equal head/LogSoftmax head/Where head/ReduceSum head/Neg",
            string.Join(" ", graph.Node.Select(node => node.Name))
        );
    }

    [Fact]
    public void Dropout_is_gone()
    {
        var graph = OnnxExport.Of(Models.Of("dropout")).Graph;
        Assert.Equal("MatMul Add Relu MatMul Add", string.Join(" ", graph.Node.Select(node => node.OpType)));
        Assert.Equal("input", string.Join(" ", graph.Input.Select(input => input.Name)));
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        Assert.Equal(Models.Of("mlp of all activations").ToOnnx(), Models.Of("mlp of all activations").ToOnnx());
        var training = Training.Of(Dense(3), SoftmaxCrossEntropy(), Adam(0.1));
        Assert.Equal(training.ToOnnx(new(2, 4), new(2)), training.ToOnnx(new(2, 4), new(2)));

        // String hash codes differ between processes, so that attributes in hash order would make the file irreproducible.
        var step = ModelProto.Parser.ParseFrom(training.ToOnnx(new(2, 4), new(2)));
        Assert.Contains(step.Graph.Node, node => node.Attribute.Count > 1);
        Assert.All(
            step.Graph.Node.Select(node => node.Attribute.Select(attribute => attribute.Name).ToList()),
            names => Assert.Equal(names.Order(StringComparer.Ordinal), names, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Equal_constants_are_one_initializer_and_names_do_not_collide()
    {
        var x = Expr.Input("constant/2", new(3));
        var graph = OnnxExport
            .Of(
                new Graph([x], [((x * 2) + 2) * x.Abs().Pow(2)]),
                new Dictionary<string, Tensor<float>>(StringComparer.Ordinal)
            )
            .Graph;
        var constant = Assert.Single(graph.Initializer);
        Assert.Equal("constant/2_1", constant.Name);
        Assert.Equal("Mul Add Abs Pow Mul_1", string.Join(" ", graph.Node.Select(node => node.Name)));
    }

    [Fact]
    public void Free_axes_stay_free()
    {
        var graph = OnnxExport.Of(Models.Of("flatten")).Graph;
        Assert.Equal("batch", graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.Equal("batch", graph.Output[0].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.Equal(2, graph.Output[0].Type.TensorType.Shape.Dim[1].DimValue);
    }

    [Fact]
    public void A_name_that_stands_twice_is_a_bug()
    {
        var options = new ExportOptions { Output = "weight" };
        Assert.Contains(
            "weight",
            Assert.Throws<ArgumentException>(() => Models.Of("linear").ToOnnx(options)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Where_onnx_runtime_does_not_agree_nothing_is_written_and_the_old_file_stays()
    {
        System.IO.File.WriteAllText(File, "old");
        var strict = new ExportOptions { Tolerance = -1 };

        var error = Models.Of("linear").SaveOnnx(File, strict).ErrorOf();

        Assert.Contains("not written", error, StringComparison.Ordinal);
        Assert.Contains("tolerance", error, StringComparison.Ordinal);
        Assert.Equal("old", System.IO.File.ReadAllText(File));
        Assert.Equal([File], Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_an_error()
    {
        var nowhere = Path.Combine(folder.FullName, "no", "such", "folder", "model.onnx");
        Assert.Contains(nowhere, Models.Of("linear").SaveOnnx(nowhere).ErrorOf(), StringComparison.Ordinal);
        Directory.CreateDirectory(File);
        Assert.Contains(
            $"cannot write {File}: it is a folder",
            Models.Of("linear").SaveOnnx(File).ErrorOf(),
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void A_free_axis_that_no_input_brings_is_an_error_with_its_path()
    {
        var layer = Dense(2) >> Lambda(x => x * Ops.Constant(1).Expand(new(Dim.Named("rows"))).ReduceSum());
        var model = Training.Of(layer, MeanSquaredError(), Sgd(0.1)).Init(1, new(3)).Model;
        var error = model.SaveOnnx(File).ErrorOf();
        Assert.Contains("'1'", error, StringComparison.Ordinal);
        Assert.Contains("'rows'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_of_another_shape_are_a_bug()
    {
        var samples = Samples.Normal<float>(new(2, 5), 1);
        Assert.Throws<ShapeException>(() => Models.Of("linear").SaveOnnx(File, samples: samples));
    }
}

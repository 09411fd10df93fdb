<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
  <context>
    <name>window</name>
  </context>
  <context>
    <name>studio</name>
    <message>
      <source>1,000 sentences from product reviews, half of them pleased and half of them not. A small and even table: a run takes little time, and chance is right for 50 of 100.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>100 languages</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>119 languages</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>13,083 questions of bank customers and the 77 things they ask for, from a lost card to a wrong exchange rate. The published test table is kept apart, so results can be set beside those in the literature.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>4,672 sentences that people wrote about restaurants from a list of facts (name, food, price, area ...); 547 different lists, so each has about nine ways to be said. Generation: the soft prompt teaches a base model to turn facts into a sentence. All sentences of one list stay on one side of the split.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>5,574 short messages, each marked ham (wanted) or spam. The soft prompt teaches a base model to tell them apart. About 13 of 100 messages are spam, so always answering "ham" is already right for 87 of 100: look at the confusion matrix, not at the accuracy alone. 415 messages are repeats; the split keeps equal messages on one side.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>77 classes that differ in fine points are too many for the bundled starter model, which shows how a run works here; naive Bayes over words has .838 on the test table, so hold results against that. Choose "Qwen/Qwen3-0.6B", or "gpt2" with more virtual tokens and more epochs.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>8 languages</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A NUL byte stands in the row.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A baseline has none.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A bundled name, a folder, or a hub id.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A classification head on the base model as it is: the yardstick for methods with prompts.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A head alone has none.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A model folder is named by its path, a hub model as owner/name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A nearest word explains little: every vector has one among {vocabulary}. Cosine to the nearest: of a real word to another {median} ({low} to {high}), of a random vector {median2} (to {high2}). {near} of {fact} tokens are nearer to a word than random vectors are; the others bear a question mark.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A prefix stands among keys and values inside the layers, where there are no words to be near.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A quote opens a cell and does not close where the cell ends.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A quote stands inside a quoted cell. Write it twice ("").</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A run.toml takes this folder as its base model, and so does transformers:</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A second table that is the test split.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A token that is left out is {left_out}. The one that is missed most stands on top. One row more or less is {fact} of accuracy; believe no smaller difference.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A virtual token moves by about the size of a word embedding of this model in a few steps.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Activation checkpointing</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All gates are 0, as at the start: the adapter changes nothing.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All weights of the base model, trained on the same rows. Leaves a base model of its own: what soft prompts are held against.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All zeros: {} of the prefix.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>All zeros: {}. Never trained, or dead.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Always the commonest answer of the training rows. What any method has to beat.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An encoder for long texts: it reads 8,192 tokens where others read 512.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Another adapter's folder, or a .npy file of [tokens, hidden size], to start from.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Answer by</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>At its longest batch, of {rows} rows and {tokens} tokens to compute ({device}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>At most so many training rows; half of the context.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>At most so many, virtual tokens in the text among them: batches of long rows have fewer rows. A longer row is read alone. Empty: no bound.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Balance</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Base model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Batch size</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Batches a step</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Bytes that the encoding does not have.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>CSV or TSV; relative to run.toml.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Chosen rows</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Classes and tags in languages other than English, or in several at once.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Classification head</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Column names</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Column {fact} has no name in the header; it is called {new}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Context-aware prompt tuning</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Delimiter</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Describe a restaurant</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Device</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Device: this machine has no "{device}" that torch can use. Set it to "auto".</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Did you mean "{fact}"?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Did you mean {fact}?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Distance to the nearest: of a real word to another {median}, of a random vector {median2}. Words' norms are {norm_mean} with a spread of {norm_spread}; deviations are counted in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Distillation</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Do not open it. Ask for the adapter saved with save_pretrained(safe_serialization=True), or delete the file where the safetensors file stands beside it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Downloaded models</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Dropout</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Each column of {name} needs a name of its own; {fact} is given twice or is empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Each layer should have its own. Train a prefix here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Each member from random vectors of a word's size, or frequent words of its own; or all from the label words, with frequent words of their own behind.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Each table's own prompt is trained first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Early stopping</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Early stopping may end the run sooner; it is counted to its last step.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Empty: all cores.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Empty: found out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Encoder dropout</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Encoder layers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Encoder width</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Encoding</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>English</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>English, with some French, German and Romanian</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Epochs</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Evaluate every</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Every cell is empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Exact copies of one another: {}. Trained rows drift apart.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Examples</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Examples from your table stand before every row, and are tuned a little where they stand.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Excluded rows</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Export it as it is.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Fetch it, or name the folder where it lies now with --model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Few-shot</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find the base model that it was trained with and name it with --model; on this one its scores do not hold.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Find the base model with the tokenizer that it was trained with; on this one its template and label words may be other tokens.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>First row is a header</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For a table without a header.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For classification.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For classification: choose among the label words, or among the whole vocabulary.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For example utf-8 or cp1252.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For generation.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For lopsided tables: weigh rare classes more, or show each class equally often.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For tagging: a tag for each word of the text column. Words and tags have spaces between, or are JSON lists.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>For the hub, such as http://proxy.example:3128.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Full fine-tuning</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Further tables</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Good or bad review</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Gradient accumulation: an optimizer step learns from so many batches, read one after the other, as from one batch of all their rows, with the memory of one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Gradient clip</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Half of this prefix cannot have been trained: in an encoder-decoder PEFT gives layer i and layer i + L/2 the same keys and values, and the other half gets no gradient.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Head dropout</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Head only</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Head's learning rate</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Header</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hidden size of that network.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hidden size of the encoder; empty: the model's own.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How far a token of an example's text may move, in lengths of a word. Large models: 0.1 to 0.2.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How far a token of the template's own words may move, likewise. Answers stay where they are.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many learned vectors each layer reads.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many learned vectors. More can say more, take longer and use up context.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many of the upper layers read them; empty: all but the lowest sixteenth, at most two.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many prompts. Each takes as long as prompt tuning alone; an odd number leaves fewer ties.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How much less each example's answer counts than that of the next one, which is nearer to the row.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How the learning rate falls.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>If its base model is a decoder: </source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>If its base model is an encoder: </source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In an epoch a table gives as many rows as it has, but no more than this.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In the training table {only}: two are needed to choose from.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In tokens, for generation.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In tokens; longer texts are cut. Empty: the model's context.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Interval: 95 % by Student's t over {seeds} seeds, on the same rows.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It answers with one of these label words: {words}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It cannot be used as it is.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It cannot be used on this base model. Train with fewer virtual tokens.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It has no runs yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It holds more than vectors: {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It is an ensemble of several prompts, and these files hold one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It stands inside the model's layers, and these files hold vectors among the words.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It tells each word's tag, which is read off the word's first token: {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It was made for another base model. Name that one with --model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It was not trained. Train it, or take another checkpoint.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Its base model {name} is not on this disk.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Its columns are {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Its numbers look like PEFT's random start, N(0, 1), which is about 50 times the size of words in most models.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Its scores may hold with PEFT alone. Train it here, where the head reads the text.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Its vectors are {fact} numbers wide, and the words of {fact2} are {width}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Its vectors are {times} times the size of the base model's words, as after a random start, N(0, 1).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>LLaMA-Adapter</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Label "{label}": its label word is empty. Write the word the model should answer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Label "{label}": its word "{word}" is {fact} tokens to this model, which guesses one. Choose a common word, or a method with a classification head.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Label column</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Label words</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Labels "{other}" and "{label}": their words "{fact}" and "{fact2}" are the same tokens to this model. Choose words that differ.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Largest gradient norm; 0 is off.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Largest table</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layers</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layers of the LSTM or the MLP.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Layers of this {family} read no further than {window} tokens, and in longer texts they lose sight of the prefix. Keep texts shorter, or choose prompt tuning.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Learned keys and values in every layer of an encoder, and a head that tells classes apart.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Learned keys and values in front of every layer's own. Stronger, still thousands of times smaller.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Learned vectors among the words of the input. The smallest adapter there is.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Learned vectors that upper layers read beside the text, through gates that start shut.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Learning rate</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Letters, digits, - and _.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>List its runs.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Longest answer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Longest example</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Loss decay</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Loss over</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Majority class</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Make the prefix by a small network while training; the network is dropped afterwards.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Many languages and long texts in a small decoder; not tuned to follow instructions, so a prompt has it to itself.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Members</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Memory at most: {fact} of {fact2}, of which the base model's weights are {fact3} ({device}, {precision}{bits}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Memory ran out. Lower the batch size or the longest example's tokens, or choose a smaller base model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Multitask prompt tuning</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name it with --model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Names to use, first column first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Network width</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No base model is open. Choose one first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No cell is quoted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No header: nothing tells for sure, and you gave the names.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No header: {why}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No learning rate is suggested.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No row of {name} can be read. Line {line}: {reason} If all rows are like this, choose another delimiter, quoting or header.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No training process waits for a run. Start the run without one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Norms are means over virtual tokens; in brackets, those of real words in the same layer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not UTF-8; read as {encoding}. If letters look wrong, choose another encoding.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not counted: memory between blocks that the allocator cannot use, main memory, and what a run for generation takes while it writes texts at its end.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not numbers (NaN or infinite): in {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is lost: softprompt-studio reindex --project "{parent}" builds it again from the folders.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is lost: the first rows are the prompt. Train with num_transformer_submodules=1 to save the rest.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is trained.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Of a hub model; empty: the newest.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Of each layer only what goes in is kept, and the rest is computed again in the backward pass: far less memory, and the forward pass twice.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Of each table's own part; at least that of the adapter that it starts from.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Of each table's own part; empty: as for the shared prompt.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Of frozen weights. Automatic: half the bits where the hardware computes in them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Of the frozen weights; prompts are fp32. Automatic: bf16 where the hardware computes in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Of the head alone; the run's learning rate is the prompt's.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Of the source stage, beside [data], which is the first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>On {rows} of {of_rows} rows of {data}: </source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One column, a row a line: no delimiter divides the rows alike.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One column, quoted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One prompt that several tables share, and a small part of its own for each of them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>One-shot</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Optimizer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>P-tuning</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>P-tuning v2</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT adds a gated prompt behind GPT-2's output projection, and here it stands before it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT has no adapter without a prompt.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT has no ensembles of prompts.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT has no prefix for an encoder, nor for a decoder's attention to it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT has no task for models that guess a masked word.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT has one gate a layer, and this adapter has one for each head.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT knows gated prompts in Llama, Mistral and GPT-2 alone, and this base model is {family}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT puts all virtual tokens in front, and this template has some elsewhere.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT would add the bias of the output projection a second time for a gated prompt.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT's gated prompt needs heads that are together as wide as the model, and these are not.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT's head for this model reads other vectors than this adapter's head does.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT's head over words works otherwise, or not at all, on a {family}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT's head reads the first position, which is virtual token 0 and not the text's first token ([CLS]).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT's head would read a virtual token, and this one reads the text.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>PEFT's own comparison of methods is on it (MetaMathQA to GSM8K): prefix 41.6 %, prompt 34.3 %. For a GPU; asks for consent.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Passes over the training rows.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Plain ASCII text.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Pooling</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Precision</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Prefix tuning</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Prompt encoder</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Prompt ensemble</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Prompt tuning</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Proxy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quantization</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quotes are part of the text: no cell opens with one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quotes are part of the text: they do not wrap cells throughout.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quotes wrap cells.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quoting</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Random numbers of a word's size, frequent words, the label words, or a text of yours.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Random vectors of a word's size, frequent words, the label words, a text of yours, or a file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rank</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reach of the template</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reach of the texts</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Read as {encoding}, as you chose.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reads a text whole and writes an answer. Trained on tasks after filling gaps, without which prompts learn badly on T5.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Recommended for the method: {recommended}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reparameterization</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Revision</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Row numbers, counted from 0.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Row numbers, counted from 0; empty: sampled.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rows for which text is generated in the last evaluation.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rows read at once.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rows written out</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rows {fact} to {fact2} of its prompt were never trained and are never read: PEFT makes a second prompt for the decoder and uses only the first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Run it in this folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Run {fact}: {fact2}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Run {name}: {title} on {name2}. Ctrl-C {how} it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Run {run_id} cannot be brought back: it is not in the project's trash.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Run {run_id} is being trained by process {pid}. Wait for it, or pause it first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Run {run_id} is being trained. Stop it, then delete it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sampling seed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save or unpack it as CSV or TSV text, then open that.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Schedule</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Seed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Several soft prompts trained side by side, which answer together.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Share of prefix entries dropped in a training step.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Share of steps the rate rises first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Share of what the head reads that is dropped in a training step.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sizes beside those of words, the context, and the identity: they need the base model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Sizes beside those of words: the base model's files do not show its words' vectors.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Smaller rate for larger models</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Some of its virtual tokens stand elsewhere than in front of the text.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Source: learn from several tables at once. Target: learn one table, from a source run's adapter.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Spam or not</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Split seed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stage</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Start file</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Start from</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Start from words instead, and train with a higher learning rate.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Start text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Starting the program and its libraries is not counted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stay offline</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Step limit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Step {fact}: the loss is no longer a number. Lower the learning rate (it is {learning_rate}) or choose another start{half}; the checkpoints so far are kept.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Steps; empty: each epoch.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Still vectors of words, as at the start: </source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop after so many evaluations without a better one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop after so many steps.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Such a prompt learns slowly, if at all. Start from words, or at random in their size.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Suggested: {suggested}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Table</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tags column</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tags of words need a base model that reads both sides of a word, and this is {fact} ({family}). Choose an encoder, such as BERT.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Target column</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Task learning rate</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Teacher epochs</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Teacher learning rate</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tell classes apart by a small layer of their own instead of by label words.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tells many classes apart without a GPU: measured here, P-tuning v2 has .935 on the 77 intents of Banking77.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template (virtual tokens as `{soft}`, columns in braces):</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: "{{{inside}}}" is no slot. Write a number of virtual tokens, as in {{soft:20}}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: a lone "{fact}" at character {fact2}. Close it, or write "{fact3}" for the character itself.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: a masked model needs {mask} where it is to guess the label word, as in "{text} It was {mask}." Write it, or choose a method with a classification head.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: empty braces. Name a column inside, or double them to write the characters.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: it names no column, so every row would read alike. Add one in braces.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: it shows the column "{answers}", which is to be answered. Take it out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: its last virtual tokens are read by nothing, since pooling = "{pooling}" looks at the text before them. Put them in front, or choose pooling = "last".</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: its own words and virtual tokens take {fact} tokens and the answer up to {answer_room}, which leaves no room for text in {max_tokens}. Use fewer virtual tokens or a shorter template.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: its slots hold {counted} virtual tokens and num_virtual_tokens is {num_virtual_tokens}. Make them equal, or write one slot as {{soft}}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: the table has no column "{name}". Its columns are: {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: where words have tags it names their column once, "{{{text}}}", and no other.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: {mask} is for masked models such as BERT, and this one guesses no words.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: {mask} may stand once, for one word is guessed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Template: {soft} without a number may stand once. Write {soft:N} for the others.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Test share</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Test table</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Text column</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Text with columns in braces and virtual tokens as {soft:20}; empty: made from the text column.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Texts are cut to what is left, {fact} tokens. Train with fewer virtual tokens.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Texts that the run writes at its end are counted {said}; shorter ones take less time, others more.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>That a training or the playground takes, where its own settings do not say.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The adapter belongs to run {run_id}, which was deleted. Bring the run back first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The adapter cannot be brought back: it is not in the project's trash.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The adapter does not say which base model it belongs to.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The base model alone needs a template. Choose an adapter beside it, or write a hard prompt.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The base model alone tells no tags apart: that takes a head. Choose an adapter.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The base model's {part} {verb} not what the adapter was trained with.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The base model, asked by the template's words alone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The base model, asked in words behind one training row with its answer. Chance picks the class and four of its rows; the shortest is shown.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The base model, asked in words behind training rows with their answers.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The bundled starter model is meant for this one. Naive Bayes over words reaches .990, so a soft prompt should come close to that to be worth its while; a larger base model such as "gpt2" takes longer and has more to give.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The bundled starter model is too small for this: it reaches .58 to .61, where naive Bayes over words has .84. It shows how a run works, not how good one gets. Choose "gpt2" or, better, "Qwen/Qwen3-0.6B".</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The bundled starter model is too small to write these sentences well; it shows how a run works. Choose "gpt2-medium", on which the prefix-tuning paper measured this task, and prefix tuning as the method; "Qwen/Qwen3-0.6B" is a newer choice.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The character between cells; empty text: one column, a row a line.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The classification head lies beside, in {WEIGHTS_FILE}; Softprompt Studio reads both.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The curve shows nothing: the loss falls from {start} to {least} at best, which may be chance. Keep the recommended rate, or try again with larger batches.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The first row holds the names that you gave: it is the header.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The folder in which models of the hub are kept.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The frozen weights lie in 8 or 4 bits (NF4) and are computed with in the precision above: less memory, more time. Needs the extra few-bits.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The hub does not know your token. Make another at {fact}/settings/tokens, and keep it in Settings or with hf auth login.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The hub has no model {name}, or it is private. Check the spelling; a private one needs your token (Settings, or hf auth login).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The hub was asked too often. Wait some minutes, and try again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The list of runs shows those that are there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The loss is least at a rate of {fact}, {fact2} in place of {start}: a tenth of that rate is suggested, where the loss still falls.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The loss rose after {fact} steps, too few to tell anything. Look at the table and the start.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The majority class is for tables with labels, and this table is for generation. Choose zero-shot.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The model could not answer ({name}: {error}). The log has more.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The more weights are trained, the further steps of one size move the model's answers.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The numbers: {WEIGHTS_FILE} holds more of them than a soft prompt has.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The numbers: {WEIGHTS_FILE} is missing or not whole.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The process that measured was ended from outside (exit status {exitcode}), as happens where memory runs out. Lower the batch size or the longest example's tokens, or choose a smaller base model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The project's folder {folder} is gone. Is its drive connected?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The same keys and values in {} of the prefix.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The same, larger: prompt tuning gains with the base model's size (Lester 2021). For a GPU.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The smallest decoder here that writes: a step up from the bundled starter, without a GPU.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The tokenizer names no end-of-text token. Set eos_token in tokenizer_config.json.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The training fell apart. Train with a lower learning rate, or take an earlier checkpoint.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The training process cannot be started: {fact}: {fact2}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The training process that waited for a run has ended. Start the run without it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The usual encoder for classes and for tags of words, of a size that still trains without a GPU.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The waiting training process does not listen ({error}). Start the run without it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The word the model answers for each label; empty: the label itself.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The words to start from when "Start from" is text.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The {name} share is {share}; it must be at least 0 and below 1. Choose, for example, 0.1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There are {fact} texts and {fact2} labels. Give each row one of both.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There are: {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no base model "{name}".</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no data set {name} in this project. Import its table again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no encoding named {encoding}. Try utf-8, utf-16, cp1252 or latin-1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no file {path}. Check the name and the folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no folder {folder}. Check the path of the base model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There {fact}: two are needed to choose from.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>These vectors are read inside the layers, where there are no words to be near.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>They started from the same word, or the file was put together wrongly, and they did not learn. Train again with a higher learning rate or for longer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>They were never trained. Train again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This base model is an encoder ({family}), which writes no text. Choose a decoder, such as Qwen3.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This base model's layers have heads of different sizes, so no prefix fits them all. Choose prompt tuning.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This is no address of a proxy. Write one such as http://proxy.example:3128.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This is no token of the hub. They begin with hf_; copy one from huggingface.co/settings/tokens.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This system has no key ring that can be opened, and a token is kept nowhere else. Unlock it and try again, or sign in on the command line with: hf auth login.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This {family} has no head that guesses words. Choose {remedy}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This {family} looks pre-trained to fill gaps in text and nothing else, and virtual tokens work badly on such a model (Lester 2021). Choose one that was trained further, such as google/t5-base-lm-adapt or google/flan-t5-base, unless this one was.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Threads</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tokens a batch</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Train a prefix for the encoder-decoder here, which gives every layer its own.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Train again with a higher learning rate (0.1 for prompt tuning here), and see that the loss falls.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Train again, or leave them out: with fewer virtual tokens the adapter is as good.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Training rows in front of each row, the same for all: every class in turn, the shortest of four times as many drawn by the run's seed. As many as fit into half of the base model's context.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Two columns are named {name}; column {fact} is called {new}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>UTF-16 without a byte order mark: every other byte is empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>UTF-8 text, but {fact} in it {fact2} not.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>UTF-8 text.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use it with tokenizer.padding_side = "left", or train it here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use only what is on this disk, and never ask the hub.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Validation ({validation}) and test ({test}) leave no rows for training. Their sum must be below 1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Validation share</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Virtual tokens</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Virtual tokens are alike by {likeness} on average (1: the same, 0: nothing in common).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Virtual tokens made by a small network while training, anywhere in the template.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Vote: the class that most members choose. Mean: the class with the highest mean probability.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Warm-up</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Weight decay</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Weight of the examples</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Weights are trained, and no virtual tokens.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What P-tuning v2 was published with (Liu 2022): BoolQ 84.0, RTE 86.6. A GPU helps.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What being like its teacher counts for beside being right.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What does the customer want</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What makes the virtual tokens: a bidirectional LSTM with an MLP behind it, or an MLP alone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What predicting the examples' own answers counts for beside the row's; 0: nothing.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the examples need; known once they are chosen.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What the head reads: the first token, the mean of the text's tokens, its last token, or what the base model's own pooler makes of the first. Empty: the mean of an encoder, the last token of a decoder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What this method learned with on the samples.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What this method needed on the samples.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where models compute. Automatic: the best.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where no learning rate is given: 5e-4 for the bundled model, and for one of n times its weights that by the cube root of n squared (8e-5 at 110 million, 5e-6 at 7 billion). A step at one rate moves every weight about equally far, so the more weights there are, the further it moves the model's answers.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Whether the first row names the columns.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Which rows are sampled.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Zero-shot</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{adapter}: does not say which base model it belongs to. Name it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{adapter}: {method}, {num_virtual_tokens} virtual tokens on {base_model}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{archive}: holds no adapter: neither {CARD_FILE} nor {CONFIG_FILE} is inside.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{archive}: is a KoboldAI soft prompt, which does not say what base model it is for. Import it with softprompt-studio import --model NAME.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{archive}: is no whole zip archive ({error}). Fetch it again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{archive}: unpacks to more than 2 GB, which no soft prompt does. Take the folder itself.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{count} rows {what}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{count} virtual tokens leave no room for text: the base model reads {context} positions.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{count} virtual tokens take more than half of the {context} positions that the base model reads.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{delimiter} cannot be a delimiter. Give one character that is no quote and no line break.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} ...</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} and {fact2}. Give each word one tag, or exclude the row.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} cannot be read. Import the table that lies beside it again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} cannot be read; the first is on line {line}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} instead of {width}: too {fact2}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} is damaged; its name, tags and notes are left out. Mend it or delete it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} is no model of text. Choose a decoder, an encoder or an encoder-decoder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} is no model of text. Choose another base model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} names no commit or no checksums of {name}, as a hub does. Check its address.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} passed over.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact} {fact2} not {encoding}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact}, as you chose.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact}, made with Softprompt Studio.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact}: 95 % by Wilson over the rows.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact}: cannot be read ({error}). Copy the adapter again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact}: holds values that are no numbers. The adapter is damaged.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fact}: its {fact2} are missing or whole numbers. Save it as float32.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{file}: cannot be read. Delete it; the other steps stay.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{fit}; the other half is the row's own.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} cannot be moved: {why}. Close what has it open, and check that you may write to the project.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} could not be deleted. Close what uses the model, or make the folder writable.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} has no config.json that can be read, so it is no base model.{hint} Choose the folder that holds config.json, the weights and tokenizer.json.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} holds a model ({kind}) that is neither a decoder, an encoder nor an encoder-decoder of text. Choose one such as Qwen3, RoBERTa or T5.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} holds no adapter: it has neither studio.json nor adapter_config.json that can be read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} holds other files. Choose an empty folder, or a new one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} is a file, not a folder. Choose another place.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} is a project already. Open it, or choose another folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} is no adapter of the project {name}. Choose one from its list.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} is no project: it has no {PROJECT_FILE}. Open another folder, or make a new project.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} lacks {lacks}. Copy all files of the model into it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder} was made by a newer Softprompt Studio. Update the program to open it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: PEFT's prefix of an encoder-decoder stands before its decoder alone, is shared by two layers each, and moves the places of all that is written; a prefix here does none of it. Train one here instead.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: cannot be read. Was it moved or deleted?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: holds a PEFT adapter of type {kind}; supported are {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: is larger than 2 GB, too large for a zip. Export it as a folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: is no adapter; it holds neither {CARD_FILE} nor {CONFIG_FILE}. Choose another folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: its adapter_config.json does not say which tokens its examples are ({fact}). Save the adapter again with PEFT.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: its classification head is not one layer named classifier, as BERT has it. Train it here with P-tuning v2 instead.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: its weights are {fact}, a pickle, which can run code when opened. Save the adapter again with PEFT's save_pretrained(safe_serialization=True).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: made for {task} with {kind}; supported are adapters for CAUSAL_LM and SEQ_2_SEQ_LM, and prefixes with a classification head (PREFIX_TUNING, SEQ_CLS or TOKEN_CLS).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: nothing can be written there ({fact}). Make room, or set TMPDIR.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: the checkpoint cannot be read ({error}). Delete it to go on from the one before.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: there is no tokenizer.json. Save the model's fast tokenizer there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: {CONFIG_FILE} names no sensible {length} ({count}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: {name} is missing. The folder was not copied whole.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{folder}: {what}. Choose an adapter's folder, or a zip of one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{lacks} ({why}). Check the connection, or choose a model that is here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{lacks}: this program stays offline. Use a model that is here, or go online in Settings or by unsetting HF_HUB_OFFLINE.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{model}: is no model of text. Name the base model that the soft prompt was made for.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} ({kind}) is neither a decoder, an encoder nor an encoder-decoder of text. Choose one such as Qwen3, RoBERTa or T5.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} asks for consent first, and there is no token of yours. Agree at {page}, make a token at {fact}/settings/tokens, and keep it in Settings or with hf auth login.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} asks for consent first, and your token does not have it. Agree at {page} with the account that the token is of (some owners answer by hand), or keep another token in Settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} cannot be read as {encoding}. Leave the encoding open, or choose another.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} cannot be read: {why}. Check that you may open it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has GGUF files only, which are for answering with llama.cpp; no gradient passes through them, so no prompt can be trained on it. {whole}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has a header and no rows. Choose a file with rows in it, or say that it has no header.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has its weights as pickles only, which can run code when they are opened, so they are not fetched. Choose a revision or a copy of it with safetensors.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has no revision {revision}. Look at the names on {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has no rows, only empty lines. Choose a file with rows in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has no weights in the safetensors format. Choose a model that has.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has quantized weights ({how}), and prompts are trained here on whole ones. {whole}: it is quantized while it loads where a run says so ([training] quantization).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has {fact}, but {fact2} {fact3} given. Give {width}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} has {fact}, so there is no row {i}. Count rows from 0.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} holds only white space. Choose a file with rows in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is "{said}" in the environment. Set it to {fact} or {last}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is JSON, not a table of cells. Save it as CSV or TSV, one row a line.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is a folder, not a table. Choose a file inside it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is a pickle, which can run code when it is opened.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is a web page, not a table. Download the file itself, not the page that shows it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is already being trained by process {pid}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is already being trained by process {pid}. Wait for it, or stop it first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is being downloaded already, here or elsewhere. Wait for it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is empty. Choose a file with rows in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is not in {fact}. Only what was downloaded can be deleted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} is not on this disk. Looking for it ...</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} needs {fact} GB more, and the disk of {fact2} has {fact3} GB free. Make room, or choose another folder for downloaded models in Settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name} with a byte order mark.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}, a new row: </source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}, line {fact}: </source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}, line {fact}: the label "{answer}" does not stand in the training table. Correct it or take the row out.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}, line {fact}: the {kind} is empty. Fill it or exclude the row.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}, probably: {share} of the rows have {fact}. If not, choose another.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: KoboldAI knows decoders alone, and this is for another kind of base model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: KoboldAI reads at most {KOBOLD_TOKENS} virtual tokens.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: activation checkpointing does not work with {family}, whose prefixes stand in a cache that reading changes. Set [training] checkpoint_activations to false.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: another process took this run just now. Try again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: cannot be loaded ({fact}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: cannot be written so. {reason} Export it as a folder or a zip of ours.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: every row has {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: every row is excluded, and none is left to look at. Take some back in.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: every row is excluded, and none is left to train on. Take some back in.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: every row would be taken out, and none is left. Keep some of them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: finished already, as run {run}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: has no column "{column}" to compare answers with. It has: {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: has no head that says words, so label words cannot be scored. Choose a method with a classification head, such as P-tuning v2.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: has no soft prompt to explain. Choose an adapter with virtual tokens.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: has no virtual tokens to leave out. Choose another adapter.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: is a base model of its own, trained whole, and cannot stand on {name2}. Open {fact} as the base model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: is made by {title} and {name2} by {title2}; what they learned stands in different places. Choose one of the same kind.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: is not written, since there is nothing that could answer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: is of no run here, so its rows are not known. Choose a table.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: its config.json cannot be used ({fact}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: its prompt is {found} and {name2} takes another. It was made for {fact}; open it with that base model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: its template reads {fact}; one text does not fill them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: its weights are quantized already, and whole ones are needed here: they can be quantized as they load. Choose the model that it was made from.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: not even one row fits into {budget} tokens as an example. Use a base model that reads more, or a shorter template.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: not valid TOML: {error}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: process {pid} trains it and cannot be stopped. End it in the system's monitor.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: reaches another number of layers than {name2}. Choose another.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: reads the column "{name2}", which was not given.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: row {row} is not among the training rows, so it cannot be shown as an example. Choose others, such as {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: step {step} is no longer kept. Open the adapter again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: the chosen examples are {needed} tokens long and there is room for {budget}. Choose fewer or shorter rows.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: the run set no rows aside for {split}. Choose another split or a table.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: was trained on {name2}{revision}, and the weights in {folder} are others, on which it means nothing. Download that base model, or name one with --model to use it all the same.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: with these changes its file would be read in another way. Choose its delimiter, quoting and header under How the file was read, and save again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: {family} {why}, so nothing can be put into it. Choose a model of another family, such as Llama, Qwen3, GPT-2, RoBERTa or T5.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: {model_type} is neither a decoder, an encoder nor an encoder-decoder of text. Choose a model such as Qwen3, RoBERTa or T5.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: {name2} reads other rows of it than the adapters beside it. Let each of them answer alone.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: {path} came otherwise than the hub describes it (another checksum), and was thrown away. Download again; where it happens again, something between here and the hub changes files.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: {share} of the rows have {fact}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: {what} and has no labels to choose from.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{name}: {what} and has no labels to choose from. Choose another adapter.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{out}: cannot be written ({strerror}). Choose another place.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{out}: is a folder. Name the file to write in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{out}: is the table itself, which would be gone. Choose another name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{part}: belongs to {fact}, so every row is answered anew.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{part}: is shorter than it was, so every row is answered anew.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{part}: nothing says what it holds, so every row is answered anew.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{part}: {rows} rows are answered already; going on behind them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be read ({error}). Mend it or its permissions.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be read or written ({words}). Check that its disk is there and has room.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be read, so the corrections in it are not known. Mend or remove it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be read. Check that you may open it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be written: its folder is read-only for you. Change its permissions, or choose another folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be written: the disk is full. Make room on it, then try again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be written: the project's folder is read-only for you, or gone. Change its permissions, or copy the project to another folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} cannot be written: {why}. Check that its disk is there and that you may write to it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path} is no table of this project. Import it on the Data page.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: KoboldAI's soft prompts have at most {KOBOLD_TOKENS} virtual tokens.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: cannot be read ({error}). Copy the adapter again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: cannot be read ({error}). Fetch it again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: cannot be read ({strerror}). Check the path.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: does not say which base model its vectors are for. Name it with --model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: holds an array of {shape}, and a soft prompt is [virtual tokens, hidden size].</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: holds no array of numpy's. Save the soft prompt again with numpy.save.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: holds no settings. Copy the adapter again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: holds values that are no numbers. The soft prompt is damaged.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: holds {kind} and no plain numbers; an array of objects is a pickle, which can run code. Save the soft prompt as float32.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: its array is not as long as its header says. The file is damaged; fetch it again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: its array's header makes no sense. Fetch it again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: its vectors are {fact} numbers wide, and the words of {model} are {width}. Name the base model that it was made for.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: its vectors are {width} numbers wide, and no base model here has words of that width. Fetch or add the base model that it was made for, then import it again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: its {META} cannot be read. Fetch it again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: not valid JSON. Fetch the model again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{path}: says itself which base model it is for. Leave --model away.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{reason} This adapter of PEFT's cannot be read on {name}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{rows} rows are few: so often, they make {LEAST_STEPS} steps.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{rows} rows: {train} to train on, {validation} to choose by, {test} to test on.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{run_dir}: cannot be written: {fact}. Check that the folder is there and yours.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{said}, as you chose.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{shown_examples} of them stand in front of each row as examples.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{shown} was made by a newer Softprompt Studio. Update the program to open it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{steps} steps of {seconds_a_step} s, from {measured_steps} that were timed; the longest batch has {rows} rows and {tokens} tokens to compute.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title} answers in words, and tags are told apart by a head. Choose {remedy}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title} asks the base model for a word, and this {family} has no head that guesses words. Choose another base model.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title} cannot begin at an adapter: {not_from_adapter}. Train anew on the new version instead.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title} cannot reach the attention of {family}. Choose prompt tuning or prefix tuning, or a base model of another family, such as Llama, Qwen3, Gemma or GPT-2.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title} is to stand in {layers} layers, and this base model has {there}. Ask for fewer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title} needs {fitting} as its base model, and this is {fact} ({family}).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title} over several tables trains in two stages, each with its own rate. Find the rate for one table with prompt tuning, and take it for both.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title} tells classes apart by a head, and this table is for generation.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title} trains nothing, so there is no learning rate to find. Choose another method.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title}: members vote on classes, and this table is for generation. Choose prompt tuning.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{title}: the memory of a run that trains nothing, or on several tables, is not reckoned on paper. Estimate it by a rehearsal, without --on-paper.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{to}: a KoboldAI soft prompt's file ends in .zip. Choose another name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{to}: an array's file ends in .npy. Choose another name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{to}: cannot be written ({strerror}). Choose another place.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{to}: exists already. Choose another name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{trainable_parameters} parameters to train, {beside}; {total_steps} steps.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{weights}: is no whole safetensors file. The file is damaged; copy the adapter again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{weights}: {wrong}. The file does not belong to this adapter.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{what} could not be stored in {filename} ({fact}). Make room there, or make it writable.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{what} does not work on "{type}". Ask for "none", or for the device "cpu".</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{what} needs bitsandbytes, which is not installed. Ask for "none", or install it with: {name} -m pip install 'softprompt-studio[{EXTRA}]'.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{where}: "{key}" is missing.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{where}: {fact}{message}.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>{where}the adapter does not know the {what} "{one}". It knows: {fact}.</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>

BEGIN TRANSACTION;
CREATE TABLE adapters (
	folder VARCHAR NOT NULL, 
	run VARCHAR, 
	name VARCHAR, 
	notes VARCHAR NOT NULL, 
	tags JSON NOT NULL, 
	method VARCHAR NOT NULL, 
	model VARCHAR NOT NULL, 
	num_virtual_tokens INTEGER NOT NULL, 
	size_bytes INTEGER NOT NULL, 
	created DOUBLE NOT NULL, 
	scores JSON NOT NULL, 
	CONSTRAINT pk_adapters PRIMARY KEY (folder), 
	CONSTRAINT fk_adapters_run_runs FOREIGN KEY(run) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "adapters" VALUES('runs/20261122-000347-prompt_tuning/adapter','20261122-000347-prompt_tuning',NULL,'','[]','prompt_tuning','starter',2,352,1.79530582736499190335e+09,'{}');
INSERT INTO "adapters" VALUES('adapters/imported',NULL,NULL,'from afar','["x"]','prompt_tuning','gpt2',2,186,1.79530582754097390177e+09,'{}');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE checkpoints (
	run VARCHAR NOT NULL, 
	step INTEGER NOT NULL, 
	path VARCHAR NOT NULL, 
	best BOOLEAN NOT NULL, 
	CONSTRAINT pk_checkpoints PRIMARY KEY (run, step, path), 
	CONSTRAINT fk_checkpoints_run_runs FOREIGN KEY(run) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "checkpoints" VALUES('20261122-000347-prompt_tuning',3,'checkpoints/step-3',1);
CREATE TABLE data_sets (
	name VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	file VARCHAR NOT NULL, 
	rows INTEGER NOT NULL, 
	columns JSON NOT NULL, 
	imported DOUBLE NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	CONSTRAINT pk_data_sets PRIMARY KEY (name, number)
);
INSERT INTO "data_sets" VALUES('reviews',1,'reviews.csv',20,'["text", "label"]',1.79530582723003792763e+09,'e3542a0df06e733143f15f2bde65f2a4723e3669310a97391fdbdd177e30166e');
CREATE TABLE evaluations (
	run VARCHAR NOT NULL, 
	step INTEGER NOT NULL, 
	split VARCHAR NOT NULL, 
	who VARCHAR NOT NULL, 
	metrics JSON NOT NULL, 
	labels JSON NOT NULL, 
	confusion JSON NOT NULL, 
	best BOOLEAN NOT NULL, 
	rows INTEGER NOT NULL, 
	CONSTRAINT pk_evaluations PRIMARY KEY (run, step, split, who), 
	CONSTRAINT fk_evaluations_run_runs FOREIGN KEY(run) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "evaluations" VALUES('20261122-000347-prompt_tuning',3,'validation','adapter','{"accuracy": 0.9, "loss": 0.3}','[]','[]',1,10);
CREATE TABLE runs (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	notes VARCHAR NOT NULL, 
	tags JSON NOT NULL, 
	created DOUBLE NOT NULL, 
	method VARCHAR NOT NULL, 
	model VARCHAR NOT NULL, 
	data_set VARCHAR NOT NULL, 
	settings JSON NOT NULL, 
	said VARCHAR, 
	state VARCHAR NOT NULL, 
	read_to INTEGER NOT NULL, 
	attempt_began DOUBLE, 
	seconds_before DOUBLE NOT NULL, 
	seconds DOUBLE NOT NULL, 
	step INTEGER NOT NULL, 
	total_steps INTEGER NOT NULL, 
	best_step INTEGER NOT NULL, 
	trainable_parameters INTEGER NOT NULL, 
	examples_per_second DOUBLE NOT NULL, 
	metrics JSON NOT NULL, 
	baselines JSON NOT NULL, 
	adapter VARCHAR, 
	error VARCHAR NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (id)
);
INSERT INTO "runs" VALUES('20261122-000347-prompt_tuning','Finished, “ü”','a note
of two lines','["good", "日本"]',1795305827.0,'prompt_tuning','starter','reviews/v1','{"model": {"name": "starter", "revision": null}, "data": {"file": "../../data/reviews/v1/reviews.csv", "test_file": null, "text": "text", "template": null, "label": "label", "target": null, "tags": null, "label_words": null, "validation": 0.1, "test": 0.1, "seed": 0, "balance": "none", "max_tokens": null, "columns": null, "encoding": null, "delimiter": null, "quoting": null, "header": null, "sheet": null, "exclude": []}, "method": {"name": "prompt_tuning", "num_virtual_tokens": 20, "start": "sampled_vocabulary", "start_text": null, "start_file": null, "pooling": null, "head_dropout": 0.1, "head_learning_rate": 0.01, "head": false}, "training": {"epochs": null, "max_steps": null, "batch_size": 16, "batches_per_step": 1, "max_batch_tokens": null, "learning_rate": null, "optimizer": "adamw", "schedule": "linear", "warmup": 0.05, "weight_decay": 0.0, "gradient_clip": 1.0, "loss": "label_words", "eval_every_steps": null, "early_stopping": null, "max_new_tokens": 64, "generated_rows": 200, "threads": null, "device": "auto", "precision": "auto", "quantization": "none", "checkpoint_activations": false, "seed": 0}}','finished','finished',1397,1.79530582736513853077e+09,0.0,7.0,3,3,3,100,33.0,'{"validation": {"accuracy": 0.9, "loss": 0.3}, "test": {"accuracy": 0.9, "loss": 0.2}}','{"majority": {"test": {"accuracy": 0.5}}}','adapter','');
INSERT INTO "runs" VALUES('20261122-000347-prompt_tuning-2','Resumed','','[]',1795305827.0,'prompt_tuning','starter','reviews/v1','{"model": {"name": "starter", "revision": null}, "data": {"file": "../../data/reviews/v1/reviews.csv", "test_file": null, "text": "text", "template": null, "label": "label", "target": null, "tags": null, "label_words": null, "validation": 0.1, "test": 0.1, "seed": 0, "balance": "none", "max_tokens": null, "columns": null, "encoding": null, "delimiter": null, "quoting": null, "header": null, "sheet": null, "exclude": []}, "method": {"name": "prompt_tuning", "num_virtual_tokens": 20, "start": "sampled_vocabulary", "start_text": null, "start_file": null, "pooling": null, "head_dropout": 0.1, "head_learning_rate": 0.01, "head": false}, "training": {"epochs": null, "max_steps": null, "batch_size": 16, "batches_per_step": 1, "max_batch_tokens": null, "learning_rate": null, "optimizer": "adamw", "schedule": "linear", "warmup": 0.05, "weight_decay": 0.0, "gradient_clip": 1.0, "loss": "label_words", "eval_every_steps": null, "early_stopping": null, "max_new_tokens": 64, "generated_rows": 200, "threads": null, "device": "auto", "precision": "auto", "quantization": "none", "checkpoint_activations": false, "seed": 0}}','failed','failed',1106,1.79530582743063688282e+09,6.27040863037109375e-05,7.343292236328125e-05,2,0,0,0,40.0,'{}','{}',NULL,'It fell.');
INSERT INTO "runs" VALUES('20261122-000347-prompt_tuning-3','','','[]',1795305827.0,'prompt_tuning','starter','reviews/v1','{"model": {"name": "starter", "revision": null}, "data": {"file": "../../data/reviews/v1/reviews.csv", "test_file": null, "text": "text", "template": null, "label": "label", "target": null, "tags": null, "label_words": null, "validation": 0.1, "test": 0.1, "seed": 0, "balance": "none", "max_tokens": null, "columns": null, "encoding": null, "delimiter": null, "quoting": null, "header": null, "sheet": null, "exclude": []}, "method": {"name": "prompt_tuning", "num_virtual_tokens": 20, "start": "sampled_vocabulary", "start_text": null, "start_file": null, "pooling": null, "head_dropout": 0.1, "head_learning_rate": 0.01, "head": false}, "training": {"epochs": null, "max_steps": null, "batch_size": 16, "batches_per_step": 1, "max_batch_tokens": null, "learning_rate": null, "optimizer": "adamw", "schedule": "linear", "warmup": 0.05, "weight_decay": 0.0, "gradient_clip": 1.0, "loss": "label_words", "eval_every_steps": null, "early_stopping": null, "max_new_tokens": 64, "generated_rows": 200, "threads": null, "device": "auto", "precision": "auto", "quantization": "none", "checkpoint_activations": false, "seed": 0}}',NULL,'waiting',0,NULL,0.0,0.0,0,0,0,0,0.0,'{}','{}',NULL,'');
CREATE TABLE steps (
	run VARCHAR NOT NULL, 
	step INTEGER NOT NULL, 
	loss DOUBLE, 
	learning_rate DOUBLE, 
	gradient_norm DOUBLE, 
	examples_per_second DOUBLE, 
	CONSTRAINT pk_steps PRIMARY KEY (run, step), 
	CONSTRAINT fk_steps_run_runs FOREIGN KEY(run) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "steps" VALUES('20261122-000347-prompt_tuning',1,1.0,0.1,0.5,40.0);
INSERT INTO "steps" VALUES('20261122-000347-prompt_tuning',2,1.0,0.1,0.5,40.0);
INSERT INTO "steps" VALUES('20261122-000347-prompt_tuning',3,1.0,0.1,0.5,40.0);
INSERT INTO "steps" VALUES('20261122-000347-prompt_tuning-2',1,1.0,0.1,0.5,40.0);
INSERT INTO "steps" VALUES('20261122-000347-prompt_tuning-2',2,1.0,0.1,0.5,40.0);
CREATE INDEX ix_data_sets_sha256 ON data_sets (sha256);
CREATE INDEX ix_runs_created ON runs (created);
CREATE INDEX ix_runs_state ON runs (state);
CREATE INDEX ix_adapters_run ON adapters (run);
COMMIT;

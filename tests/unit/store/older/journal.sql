BEGIN TRANSACTION;
CREATE TABLE cases (
	id INTEGER NOT NULL, 
	anchor INTEGER NOT NULL, 
	rank INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(anchor) REFERENCES cases (id)
);
INSERT INTO "cases" VALUES(1,1,0);
INSERT INTO "cases" VALUES(2,2,0);
INSERT INTO "cases" VALUES(3,1,1);
CREATE TABLE events (
	seq INTEGER NOT NULL, 
	case_id INTEGER NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	operator VARCHAR NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	body TEXT NOT NULL, 
	undoable BOOLEAN NOT NULL, 
	target INTEGER, 
	previous_hash VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (seq), 
	FOREIGN KEY(case_id) REFERENCES cases (id), 
	FOREIGN KEY(target) REFERENCES events (seq), 
	UNIQUE (hash)
);
INSERT INTO "events" VALUES(1,1,'2026-11-20T09:01:00.000000Z','ann','image_added','{"face":null,"height":0,"index":0,"intake":1,"page":1,"sha256":"1988ad56c65d86eb7144dc92597235c2a41cda27618a0cae46b6d0033c49ebe0","source":"样张一.png","v":1,"width":0}',0,NULL,'0000000000000000000000000000000000000000000000000000000000000000','4a1fd59fb481160226ade79df6f987d3025057aae3ac411cb1d55e1652b6ed9a');
INSERT INTO "events" VALUES(2,2,'2026-11-20T09:01:00.000000Z','ann','image_added','{"face":null,"height":0,"index":0,"intake":1,"page":1,"sha256":"21be579c62b62182903ae4554f511fae929cd62947318918d4584a52fbabd0e9","source":"样张二.png","v":1,"width":0}',0,NULL,'4a1fd59fb481160226ade79df6f987d3025057aae3ac411cb1d55e1652b6ed9a','e9cb23a786250b7dfd8b5d134b418c03c15d2cbb6f0731451236ff20901d55ef');
INSERT INTO "events" VALUES(3,3,'2026-11-20T09:01:00.000000Z','ann','image_added','{"face":null,"height":0,"index":0,"intake":1,"page":1,"sha256":"1feebc3cab9b362914cdd3b6db2766ea0859f2a66b181f27062f79e13130fe67","source":"样张三.png","v":1,"width":0}',0,NULL,'e9cb23a786250b7dfd8b5d134b418c03c15d2cbb6f0731451236ff20901d55ef','8ee013430ffb3f749239514a41f2d8f05a4e5865633fd8b5de1fd0be9b3f17ee');
INSERT INTO "events" VALUES(4,1,'2026-11-20T09:02:00.000000Z','ann','reading_arrived','{"image":"1988ad56c65d86eb7144dc92597235c2a41cda27618a0cae46b6d0033c49ebe0","of":0,"options":"","reading":{"card_quad":null,"completeness":null,"document":"resident_id","elapsed_ms":0,"face":"portrait","fields":[{"char_confidences":[],"confidence":null,"flags":[],"key":"name","label":"姓名","located_by":null,"quad":null,"quality":null,"text":"样张甲","value":"样张甲"},{"char_confidences":[],"confidence":null,"flags":[],"key":"id_number","label":"公民身份号码","located_by":null,"quad":null,"quality":null,"text":"11010519491231002X","value":"11010519491231002X"}],"flags":[],"index":0,"not_given":[],"quality_floor":null,"raw":"","request_id":null,"service":"local"},"v":1}',0,NULL,'8ee013430ffb3f749239514a41f2d8f05a4e5865633fd8b5de1fd0be9b3f17ee','bbc7ea8081506b79778306d34492c2c951d40cb006c9e9a4b5f8fcb337cbed28');
INSERT INTO "events" VALUES(5,2,'2026-11-20T09:03:00.000000Z','ann','reading_arrived','{"image":"21be579c62b62182903ae4554f511fae929cd62947318918d4584a52fbabd0e9","of":0,"options":"","reading":{"card_quad":null,"completeness":null,"document":"resident_id","elapsed_ms":0,"face":"portrait","fields":[{"char_confidences":[],"confidence":null,"flags":[],"key":"name","label":"姓名","located_by":null,"quad":null,"quality":null,"text":"样张乙","value":"样张乙"},{"char_confidences":[],"confidence":null,"flags":[],"key":"id_number","label":"公民身份号码","located_by":null,"quad":null,"quality":null,"text":"11010519491231002X","value":"11010519491231002X"}],"flags":[],"index":0,"not_given":[],"quality_floor":null,"raw":"","request_id":null,"service":"local"},"v":1}',0,NULL,'bbc7ea8081506b79778306d34492c2c951d40cb006c9e9a4b5f8fcb337cbed28','847174046a3bfeaa3b04fb294bec2ea95c31b8bc8b4773036931de566b898976');
INSERT INTO "events" VALUES(6,2,'2026-11-20T09:04:00.000000Z','ann','fields_located','{"image":"21be579c62b62182903ae4554f511fae929cd62947318918d4584a52fbabd0e9","of":0,"places":{"card_quad":null,"fields":[]},"reading":5,"v":1}',0,NULL,'847174046a3bfeaa3b04fb294bec2ea95c31b8bc8b4773036931de566b898976','ee2880f4a3129f7aad548d95efa9294937a17b45166555d34365af4cb8b09804');
INSERT INTO "events" VALUES(7,1,'2026-11-20T09:05:00.000000Z','ann','field_confirmed','{"despite":[],"group":"","key":"name","reason":"","v":1,"value":"样张甲"}',1,NULL,'ee2880f4a3129f7aad548d95efa9294937a17b45166555d34365af4cb8b09804','ccdba638678e34603c174fe2ec9b64ba7a87b5898fc0ce9297cac0eff153af31');
INSERT INTO "events" VALUES(8,2,'2026-11-20T09:06:00.000000Z','bob','field_corrected','{"before":"样张乙","key":"name","text":"样张丁","v":1,"value":"样张丁"}',1,NULL,'ccdba638678e34603c174fe2ec9b64ba7a87b5898fc0ce9297cac0eff153af31','cc9330f387e036ea7ae33821af8cad3829b9ffb5078f4dfe523de20673e7e230');
INSERT INTO "events" VALUES(9,1,'2026-11-20T09:07:00.000000Z','ann','undone','{"target":7,"v":1}',0,7,'cc9330f387e036ea7ae33821af8cad3829b9ffb5078f4dfe523de20673e7e230','576c279e095c95ec7b7bd784eecb71f1e55b3a97de81a3d5098a0d5d468899ab');
INSERT INTO "events" VALUES(10,1,'2026-11-20T09:08:00.000000Z','ann','redone','{"target":7,"v":1}',0,7,'576c279e095c95ec7b7bd784eecb71f1e55b3a97de81a3d5098a0d5d468899ab','2a53c520964d8737355191d2e6072e3f8a215b1c4e7b933e970ec8a26a534496');
INSERT INTO "events" VALUES(11,2,'2026-11-20T09:09:00.000000Z','bob','case_accepted','{"again":[],"despite":[],"reason":"","v":1}',1,NULL,'2a53c520964d8737355191d2e6072e3f8a215b1c4e7b933e970ec8a26a534496','c770b7e98722e72c788bf8ea8da9d0c5b1043796ba440bc94de7117af7bde50c');
INSERT INTO "events" VALUES(12,3,'2026-11-20T09:10:00.000000Z','ann','case_postponed','{"v":1}',1,NULL,'c770b7e98722e72c788bf8ea8da9d0c5b1043796ba440bc94de7117af7bde50c','ce338729b56f8fe432be03f2c756dbb1b3415a97d415844d99f05727c87a2cc4');
INSERT INTO "events" VALUES(13,3,'2026-11-20T09:11:00.000000Z','ann','undone','{"target":12,"v":1}',0,12,'ce338729b56f8fe432be03f2c756dbb1b3415a97d415844d99f05727c87a2cc4','78dd912e6f3785078bc16418bb815564f71aefabfbbea84923fce0d93b401cf2');
CREATE TABLE queue (
	case_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	status VARCHAR(20) NOT NULL, 
	document VARCHAR(40), 
	open_fields INTEGER NOT NULL, 
	has_error BOOLEAN NOT NULL, 
	image VARCHAR(64), 
	page INTEGER NOT NULL, 
	search TEXT NOT NULL, number VARCHAR NOT NULL DEFAULT '', person VARCHAR NOT NULL DEFAULT '', face VARCHAR, intake INTEGER NOT NULL DEFAULT 0, joined INTEGER NOT NULL DEFAULT 0, given_to INTEGER NOT NULL DEFAULT 0, barred VARCHAR NOT NULL DEFAULT '', 
	PRIMARY KEY (case_id), 
	FOREIGN KEY(case_id) REFERENCES cases (id), 
	FOREIGN KEY(seq) REFERENCES events (seq)
);
INSERT INTO "queue" VALUES(1,10,'样张一.png','read','resident_id',0,0,'1988ad56c65d86eb7144dc92597235c2a41cda27618a0cae46b6d0033c49ebe0',1,'样张一.png','','',NULL,1,0,0,'');
INSERT INTO "queue" VALUES(2,11,'样张二.png','accepted','resident_id',0,0,'21be579c62b62182903ae4554f511fae929cd62947318918d4584a52fbabd0e9',1,'样张二.png','','',NULL,1,0,0,'');
INSERT INTO "queue" VALUES(3,13,'样张三.png','new',NULL,0,0,'1feebc3cab9b362914cdd3b6db2766ea0859f2a66b181f27062f79e13130fe67',1,'样张三.png','','',NULL,1,0,0,'');
CREATE TABLE schema_version (
	version INTEGER NOT NULL
);
INSERT INTO "schema_version" VALUES(6);
CREATE TABLE secret_keys (
	name VARCHAR(40) NOT NULL, 
	"key" BLOB NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "secret_keys" VALUES('double',X'A6777B97665F0F1437BBDAF61745D69A773F72A924541AAB37757D058A8220D5');
CREATE TABLE service_options (
	service VARCHAR(80) NOT NULL, 
	options TEXT NOT NULL, 
	PRIMARY KEY (service)
);
INSERT INTO "service_options" VALUES('megvii.residence_permit','{"x":1}');
CREATE TABLE service_use (
	service VARCHAR(80) NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	calls INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	PRIMARY KEY (service, day), 
	CONSTRAINT counts_are_counts CHECK (calls >= 0 AND failures >= 0)
);
INSERT INTO "service_use" VALUES('megvii.residence_permit','2026-11-20',41,2);
CREATE INDEX cases_in_order ON cases (anchor, rank, id);
CREATE INDEX events_by_target ON events (target, seq);
CREATE INDEX events_of_case ON events (case_id, seq);
CREATE INDEX events_of_operator ON events (operator, undoable, seq);
CREATE INDEX queue_by_image ON queue (image, page);
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events is append only'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events is append only'); END;
COMMIT;

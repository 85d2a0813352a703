"""Certificates: anything else that carries label-value pairs. The fields are whatever the reading gives, in its order."""

from carddesk.cards.documents.contract import Document

DOCUMENT = Document(id="certificate", title="Certificate", title_zh="证书", order=90, fields=())

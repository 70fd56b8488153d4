"""Signed copies: which container it is, who signed, whether the signature holds and whether it is about our document.

Pure Python, no Django, never a network: PDF with signatures inside (PAdES), CMS files .p7s and .p7m (CAdES), and the
containers ASiC-E and ASiC-S with CAdES or XAdES inside. Standards: ETSI EN 319 142-1, 319 122-1, 319 132-1, 319 162-1.

Three questions are answered apart, because they have different answers: does the signature hold (integrity), is the
signer's certificate issued by somebody the operator trusts (trust), is the signed content the document that was issued
(content). Revocation is not asked, and the time of signing is what the signer's own device said.
"""

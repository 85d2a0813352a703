"""A tree of WIA automation objects with one scanner, written from Microsoft's documents and not from our client.

Sources (learn.microsoft.com): Windows Image Acquisition Automation Library 2.0, objects DeviceManager, DeviceInfo, Device, Item,
Properties, Property, ImageFile, Vector; "Scanner Device Property Constants", "Scanner Item Property Constants", "WIA Error Codes",
"WIA_DPS_DOCUMENT_HANDLING_STATUS". Collections count from 1; a property is found by its name or by its number as a string; calls
through IDispatch that fail answer DISP_E_EXCEPTION, with the number that matters in the last of the details.
"""

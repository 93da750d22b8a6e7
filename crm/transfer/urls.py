"""Addresses of import and export."""

from django.urls import path

from crm.transfer.views import exports, imports

app_name = "transfer"

urlpatterns = [
    path("desk/import/", imports.import_list, name="import-list"),
    path("desk/import/<int:pk>/", imports.import_page, name="import"),
    path("desk/import/<int:pk>/cell/", imports.cell, name="import-cell"),
    path("desk/import/<int:pk>/choice/", imports.choice, name="import-choice"),
    path("desk/import/<int:pk>/start/", imports.start, name="import-start"),
    path("desk/import/<int:pk>/go-on/", imports.go_on, name="import-go-on"),
    path("desk/import/<int:pk>/take-back/", imports.take_back, name="import-take-back"),
    path("desk/exports/", exports.export_list, name="export-list"),
    path("desk/exports/<int:pk>/decide/", exports.decide, name="export-decide"),
    path("desk/exports/<int:pk>/file/", exports.export_file, name="export-file"),
    path("desk/import/<int:pk>/wrong-rows/", imports.wrong_rows, name="import-wrong-rows"),
]

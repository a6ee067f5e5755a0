"""Every limit on what is read from outside, in one table; each name carries its unit."""

from __future__ import annotations

file_max_bytes = 256 * 1024 * 1024

csv_record_max_bytes = 4 * 1024 * 1024
csv_field_max_chars = 131_072  # the csv module's own, which could only be changed for the whole process
csv_rows_max = 5_000_000

xml_depth_max = 64
xml_marks_max = (
    12_000_000  # "<" and "=" together; each costs up to 265 bytes of tree. OFAC's largest has about 6.5 million
)
xml_text_max_bytes = 10_000_000  # libxml2's own, for one text or attribute

archive_members_max = 1_000
archive_member_max_bytes = 256 * 1024 * 1024
archive_total_max_bytes = 512 * 1024 * 1024
archive_ratio_max = 200
archive_ratio_free_bytes = 1024 * 1024  # below this, any ratio is harmless
archive_name_max_chars = 255

sheet_cells_max = 5_000_000
sheet_rows_max = 1_048_576
sheet_columns_max = 16_384

json_line_max_bytes = 64 * 1024 * 1024
json_depth_max = 64
json_number_max_chars = 400
json_lines_max = 5_000_000

child_memory_max_bytes = 1536 * 1024 * 1024
child_time_max_s = 60
child_answer_max_bytes = 128 * 1024 * 1024

page_pixels_max = 12_000_000  # of one page of a document; a larger page is made smaller, to fit
picture_pixels_max = 40_000_000  # of one picture, before it is decoded
pages_max = 300
page_dots_per_inch = 150
document_objects_max = 300_000
document_text_max_chars = 5_000_000
office_time_max_s = 120
office_memory_max_bytes = 4 * 1024 * 1024 * 1024  # of addresses, of which LibreOffice reserves far more than it uses
office_file_max_bytes = 128 * 1024 * 1024

combining_marks_max = 8

"""The sample bodies of the published document, typed anew: the same keys with the same JSON types."""

PRODUCT_MODEL = {
    "id": "prod_123",
    "name": "Gold Standard 100% Whey",
    "brand": "Optimum Nutrition",
    "flavor": "Double Rich Chocolate",
    "weight_grams": 2270,
    "servings": 74,
    "protein_per_serving": 24.0,
    "image_url": "https://cdn.example/on.jpg",
    "category": "whey_protein",
    "created_at": "2024-01-15T10:30:00Z",
}
PRICE_MODEL = {
    "retailer_id": "amazon",
    "retailer_name": "Amazon India",
    "price": 3299.00,
    "original_price": 3999.00,
    "discount_percent": 17.5,
    "currency": "INR",
    "in_stock": True,
    "affiliate_url": "https://amazon.example/dp/1?tag=t-21",
    "last_updated": "2024-01-15T14:30:00Z",
}
COMPARISON = {
    "product": {"id": "prod_123", "name": "Gold Standard", "brand": "Optimum Nutrition", "flavor": "Chocolate"},
    "prices": [{key: value for key, value in PRICE_MODEL.items() if key != "currency"}],
    "best_price": {"retailer_id": "flipkart", "price": 3199.00, "savings": 100.00},
    "cache_timestamp": "2024-01-15T14:35:00Z",
}
SEARCH_RESULT = {
    "products": [
        {
            "id": "prod_123",
            "name": "Gold Standard",
            "brand": "Optimum Nutrition",
            "flavor": "Chocolate",
            "image_url": "https://cdn.example/on.jpg",
            "min_price": 3199.00,
            "max_price": 3999.00,
            "retailer_count": 4,
            "best_deal": {"retailer": "Flipkart", "price": 3199.00, "discount_percent": 20.0},
        }
    ],
    "total_count": 127,
    "page": 1,
    "per_page": 20,
    "total_pages": 7,
}
PAGINATION = {
    "total_count": 127,
    "page": 1,
    "per_page": 20,
    "total_pages": 7,
    "has_next": True,
    "has_prev": False,
}
SEARCH = {
    "products": SEARCH_RESULT["products"],
    "pagination": PAGINATION,
    "filters_applied": {"query": "optimum nutrition", "brand": "Optimum Nutrition", "sort": "price_asc"},
    "cache_info": {"cached": True, "cache_key": "search_hash_abc123", "ttl_seconds": 3600},
}
STANDARD_PAGINATION = {
    "pagination": {
        **PAGINATION,
        "next_cursor": "eyJpZCI6MTIzfQ",
        "prev_cursor": "eyJpZCI6MTAwfQ",
        "links": {"next": "/a?page=3", "prev": "/a?page=1", "first": "/a?page=1", "last": "/a?page=63"},
    },
    "meta": {"query_time_ms": 23.5, "cached": True, "cache_expires_at": "2024-01-15T15:30:00Z"},
}
PRODUCT = {
    "product": {
        **PRODUCT_MODEL,
        "carbs_per_serving": 3.0,
        "fat_per_serving": 1.0,
        "calories_per_serving": 120,
        "ingredients": ["Whey Protein Isolate"],
        "description": "A whey protein...",
    },
    "specifications": {
        "protein_percent": 80.0,
        "bcaa_per_serving": 5.5,
        "glutamine_per_serving": 4.0,
        "digestibility": "fast",
    },
}
PRICES = {
    "product": {"id": "prod_123", "name": "Gold Standard", "flavor": "Chocolate"},
    "prices": [{**PRICE_MODEL, "delivery_time": "1-2 days"}],
    "price_stats": {
        "lowest_price": 3199.00,
        "highest_price": 3999.00,
        "average_price": 3465.50,
        "price_range": 800.00,
        "retailers_in_stock": 3,
        "total_retailers": 4,
    },
    "best_deal": {
        "retailer_id": "flipkart",
        "retailer_name": "Flipkart",
        "price": 3199.00,
        "savings_amount": 100.00,
        "savings_percent": 3.0,
    },
    "last_updated": "2024-01-15T14:30:00Z",
}
HISTORY = {
    "product_id": "prod_123",
    "retailer_id": "amazon",
    "price_history": [{"date": "2024-01-15", "price": 3299.00, "original_price": 3999.00, "in_stock": True}],
    "statistics": {"min_price": 3199.00, "max_price": 3999.00, "avg_price": 3465.50, "price_changes": 12, "days_tracked": 30},
}
BRANDS = {
    "brands": [
        {
            "id": "optimum-nutrition",
            "name": "Optimum Nutrition",
            "logo_url": "https://cdn.example/on.jpg",
            "product_count": 24,
            "avg_price": 3299.00,
            "country": "USA",
        }
    ],
    "total_count": 45,
}
RETAILERS = {
    "retailers": [
        {
            "id": "amazon",
            "name": "Amazon India",
            "domain": "amazon.example",
            "logo_url": "https://cdn.example/amazon.jpg",
            "active": True,
            "product_count": 1247,
            "avg_delivery_days": 2,
            "free_shipping_threshold": 499.00,
            "supported_payment_methods": ["card", "upi", "cod", "emi"],
            "affiliate_program": "amazon_associates",
            "commission_rate": "4-8%",
        }
    ],
    "total_count": 4,
    "last_updated": "2024-01-15T14:30:00Z",
}
POPULAR = {
    "popular_products": [
        {
            "id": "prod_123",
            "name": "Gold Standard",
            "brand": "Optimum Nutrition",
            "flavor": "Chocolate",
            "image_url": "https://cdn.example/on.jpg",
            "popularity_score": 98.5,
            "view_count_30d": 15420,
            "click_count_30d": 2340,
            "min_price": 3199.00,
            "price_trend": "down",
            "price_change_percent": -5.2,
            "in_stock_retailers": 4,
            "total_retailers": 4,
        }
    ],
    "timeframe": "30d",
    "last_updated": "2024-01-15T14:30:00Z",
}
DEALS = {
    "deals": [
        {
            "product": {
                "id": "prod_123",
                "name": "Gold Standard",
                "brand": "Optimum Nutrition",
                "flavor": "Chocolate",
                "image_url": "https://cdn.example/on.jpg",
            },
            "deal": {
                "retailer_id": "amazon",
                "retailer_name": "Amazon India",
                "current_price": 3199.00,
                "original_price": 3999.00,
                "discount_percent": 20.0,
                "savings_amount": 800.00,
                "deal_type": "limited_time",
                "expires_at": "2024-01-20T23:59:59Z",
                "affiliate_url": "https://amazon.example/dp/1?tag=t-21",
            },
            "price_history": {"lowest_30d": 3199.00, "highest_30d": 3999.00, "avg_30d": 3599.00},
        }
    ],
    "pagination": {"total_count": 45, "page": 1, "per_page": 20, "total_pages": 3},
    "filters_applied": {"min_discount": 15, "sort": "discount_desc"},
}
HEALTHY = {
    "status": "healthy",
    "timestamp": "2024-01-15T14:30:00Z",
    "version": "1.0.0",
    "environment": "production",
    "uptime_seconds": 86400,
    "services": {
        "database": {
            "status": "healthy",
            "response_time_ms": 2.3,
            "connections_active": 12,
            "connections_max": 100,
            "last_migration": "2024-01-15T10:00:00Z",
        },
        "cache": {
            "status": "healthy",
            "response_time_ms": 0.8,
            "memory_used_mb": 245,
            "memory_max_mb": 512,
            "hit_rate_percent": 94.2,
        },
        "scraper": {
            "status": "healthy",
            "last_run": "2024-01-15T14:00:00Z",
            "success_rate_24h": 98.5,
            "active_jobs": 3,
            "next_scheduled_run": "2024-01-15T14:30:00Z",
        },
        "search": {"status": "healthy", "index_size": 1247, "last_indexed": "2024-01-15T14:15:00Z"},
    },
    "system": {"memory_usage_percent": 45.2, "cpu_usage_percent": 12.8, "disk_usage_percent": 23.1},
    "build_info": {"git_commit": "abc123def456", "build_time": "2024-01-15T08:00:00Z", "python_version": "3.11.7"},
}
UNHEALTHY = {
    "status": "unhealthy",
    "timestamp": "2024-01-15T14:30:00Z",
    "errors": [{"service": "database", "error": "Connection timeout after 5 seconds", "since": "2024-01-15T14:25:00Z"}],
    "partial_services": ["cache", "search"],
}


def error(code: str, details: dict) -> dict:
    """The sample of an error."""
    return {
        "error": {
            "code": code,
            "message": "What is wrong",
            "details": details,
            "timestamp": "2024-01-15T14:30:00Z",
            "request_id": "req_abc123def456",
            "trace_id": "trace_789xyz012",
            "documentation_url": "https://docs.example/errors#CODE",
        }
    }


UNKNOWN_PRODUCT = error(
    "PRODUCT_NOT_FOUND",
    {
        "product_id": "prod_invalid",
        "valid_format": "prod_[0-9a-z]+",
        "suggestions": ["Use /products/search to find available products"],
        "similar_products": [{"id": "prod_124", "name": "Similar", "similarity_score": 0.89}],
    },
)
INVALID = error(
    "VALIDATION_FAILED",
    {"validation_errors": [{"field": "min_price", "code": "INVALID_TYPE", "message": "Must be a number", "received": "abc"}]},
)
LIMITED = error(
    "RATE_LIMIT_EXCEEDED",
    {
        "limit": 1000,
        "window_seconds": 3600,
        "retry_after_seconds": 2700,
        "current_usage": 1001,
        "reset_time": "2024-01-15T15:30:00Z",
    },
)
